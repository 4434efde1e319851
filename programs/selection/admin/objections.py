"""The register of objections on the staff desk, by what is due first."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LINK, DeskStackedInline, LookOnlyAdmin, column
from programs.selection import actions
from programs.selection.forms.objections import AimForm, ExtendForm, NoteForm
from programs.selection.models import Objection, ObjectionNote
from programs.selection.states import UNDECIDED, ObjectionStatus

OBJECTIONS: dict[str, str] = {
    ObjectionStatus.REGISTERED: "warning",
    ObjectionStatus.INVESTIGATED: "info",
    ObjectionStatus.FOUNDED: "danger",
}
DUE: dict[str, str] = {"overdue": "danger", "due": "info"}


class ClockFilter(admin.SimpleListFilter):
    """What is open, and what of it is late."""

    title = _("clock")
    parameter_name = "clock"

    def lookups(self, *_asked: Any) -> list[tuple[str, Any]]:
        return [("open", _("to decide")), ("overdue", _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002  # Django's signature
        if self.value() not in {"open", "overdue"}:
            return queryset
        rows = queryset.filter(status__in=UNDECIDED)
        if self.value() == "overdue":
            rows = rows.filter(due_on__lt=timezone.localdate())
        return rows


class NotesInline(DeskStackedInline):
    """What the investigation did and found."""

    model = ObjectionNote
    reads = Permission.READ_SCORES
    fields = ["text", "written_by", "written_at"]
    readonly_fields = fields

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return _reads_objections(request, obj)


def _reads_objections(request: Any, obj: Any) -> bool:
    may = request.user.may
    at = obj if isinstance(obj, Objection) else None
    return bool(may(Permission.HANDLE_OBJECTION, at=at) or may(Permission.READ_JOURNAL))


def _is_investigated(objection: Objection) -> bool:
    return bool(objection.status == ObjectionStatus.INVESTIGATED)


@admin.register(Objection)
class ObjectionAdmin(LookOnlyAdmin, ErrandsAdmin):
    """The register; only who is in charge or supervises sees who objects."""

    reads = Permission.READ_SCORES
    buttons = {
        "refuse": actions.refuse,
        "take_up": actions.take_up,
        "dismiss": actions.dismiss,
        "uphold": actions.uphold,
    }
    list_display = [
        "number", "notice", "against", "shown_status", "shown_due", "received_on",
    ]  # fmt: skip
    list_filter = [ClockFilter, "status", "notice"]
    list_select_related = ["notice__program", "proposal__application__company"]
    search_fields = ["number"]
    fields = [
        "number", "notice", "against", "status", "received_on", "shown_due",
        "signed_with", "objector", "contact", "content", "evidence", "extension",
        "extended_by", "ruling", "ruled_on",
    ]  # fmt: skip
    readonly_fields = [
        "against", "status", "shown_due", "evidence", "extension", "extended_by",
        "ruling", "ruled_on",
    ]  # fmt: skip
    inlines = [NotesInline]
    actions_detail = ["aim", "write_note", "extend"]

    aim = errand(
        _("Say what it is against"),
        right=Permission.HANDLE_OBJECTION,
        form=AimForm,
        do=actions.aim,
        offered=lambda objection: objection.status == ObjectionStatus.REGISTERED,
    )
    write_note = errand(
        _("Write a note"),
        right=Permission.HANDLE_OBJECTION,
        form=NoteForm,
        do=actions.write_note,
        then=lambda subject, _made: subject,
    )
    extend = errand(
        _("Take longer"),
        right=Permission.HANDLE_OBJECTION,
        form=ExtendForm,
        do=actions.extend,
        offered=lambda objection: (
            _is_investigated(objection) and objection.extended_at is None
        ),
    )

    def get_ordering(self, request: HttpRequest) -> list[Any]:  # noqa: ARG002  # Django's signature
        """What is due first; what is decided comes last."""
        return [F("ruled_on").desc(nulls_first=True), "due_on", "-received_on"]

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return _reads_objections(request, obj)

    @column(_("against"))
    def against(self, objection: Objection) -> str:
        if objection.proposal is None:
            return str(_("the whole list"))
        return str(objection.proposal.application.company)

    @column(_("status"), label=OBJECTIONS, ordering="status")
    def shown_status(self, objection: Objection) -> tuple[str, str]:
        return objection.status, objection.get_status_display()

    @column(_("due"), label=DUE, ordering="due_on")
    def shown_due(self, objection: Objection) -> tuple[str, str]:
        if objection.due_on is None or objection.status not in UNDECIDED:
            return "", "—"
        late = objection.due_on < timezone.localdate()
        return "overdue" if late else "due", f"{objection.due_on:%Y-%m-%d}"

    @column(_("evidence"))
    def evidence(self, objection: Objection) -> SafeString | str:
        rows = [
            (reverse("objection-file", args=[objection.number, each.pk]), each.file)
            for each in objection.files.select_related("file")
        ]
        return format_html_join(" · ", LINK, rows) or "—"
