"""Calls on the staff desk: prepared, published, and extended for one company."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from foundation.edges.staff import DeskInline, column
from foundation.places.models import working_days
from programs.calls import actions
from programs.calls.admin.editor import FormDesk, form_url
from programs.calls.forms import CallForm
from programs.calls.models import Call, Extension
from programs.calls.rules import caution, questions
from programs.calls.states import Status


class ExtensionInline(DeskInline):
    """More time for one company: given with a reason, never changed afterwards."""

    model = Extension
    reads = Permission.READ_PROGRAMS
    edits = Permission.EXTEND_DEADLINE
    fields = ["company", "closes_at", "reason", "granted_by", "granted_at"]
    readonly_fields = ["granted_by", "granted_at"]
    raw_id_fields = ["company"]
    hide_title = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False


class CallAdmin(FormDesk):
    """Registered with the pages that know who answers the form."""

    reads = Permission.READ_PROGRAMS
    edits = Permission.EDIT_CALL
    buttons = {"publish": actions.publish, "withdraw": actions.withdraw}
    form = CallForm
    inlines = [ExtensionInline]
    list_display = ["titled", "program", "shown_status", "opens_at", "closes_at"]
    list_filter = ["status", "program", "year"]
    list_select_related = ["program"]
    search_fields = ["slug", "title"]
    date_hierarchy = None
    readonly_fields = ["status", "cautions", "versions"]
    actions_detail = ["write_the_form"]

    @action(description=_("Form"))
    @requires(Permission.EDIT_CALL)
    def write_the_form(self, request: HttpRequest, object_id: str) -> HttpResponse:  # noqa: ARG002  # Django's signature
        """A button of the call's page that leads to its form."""
        return HttpResponseRedirect(form_url(Call(pk=object_id)))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        announced = obj is not None and obj.status != Status.DRAFT
        return [*self.readonly_fields, *(("program", "slug") if announced else ())]

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """Through the use cases, so that a published call keeps its word."""
        by, facts = member(request), form.facts()
        if change:
            call = Call.objects.select_related("program").get(pk=obj.pk)
            if facts:
                actions.revise(call, by=by, at=timezone.now(), **facts)
        else:
            call = actions.draft(by=by, **facts)
            obj.pk = call.pk
            obj.refresh_from_db()

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: ARG002, FBT001  # Django's signature
    ) -> None:
        for row in formset.extra_forms:
            if row.has_changed():
                told = row.cleaned_data
                actions.extend(
                    form.instance,
                    told["company"],
                    until=told["closes_at"],
                    reason=told["reason"],
                    by=member(request),
                    at=timezone.now(),
                )
        formset.new_objects, formset.changed_objects = [], []
        formset.deleted_objects = []

    @column(_("title"), ordering="slug")
    def titled(self, call: Call) -> str:
        return str(call)

    @column(
        _("status"),
        label={Status.PUBLISHED: "success", Status.WITHDRAWN: "danger"},
    )
    def shown_status(self, call: Call) -> tuple[str, str]:
        return call.status, call.get_status_display()

    @column(_("before publishing"))
    def cautions(self, call: Call) -> str:
        if not call.pk:
            return "—"
        return str(caution(call.closes_at, working_days()) or "—")

    @column(_("form versions"))
    def versions(self, call: Call) -> SafeString | str:
        if not call.pk:
            return "—"
        rows = call.form_versions.annotate(begun=Count("drafts"))
        told = _("v%(number)s: %(questions)s questions, %(begun)s drafts")
        lines = [
            told
            % {
                "number": v.number,
                "questions": sum(1 for __ in questions(v.schema)),
                "begun": v.begun,
            }
            for v in rows
        ]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or "—"
