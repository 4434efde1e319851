"""Panels, draws and seats on the staff desk; names only once a draw is confirmed.

What gives applications out belongs to the slice above, which registers the panel's
page with those buttons added.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import requires
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column, link
from programs.experts.states import Field
from programs.panels import actions
from programs.panels.forms import ChooseForm, DrawForm, PlanForm, RulesForm
from programs.panels.models import Draw, Panel, PanelCase, Seat
from programs.panels.queries import announced_at, drawn_names, last_draw
from programs.panels.states import SITTING, SeatStatus, Status

LABELS: dict[str, str] = {
    Status.PLANNED: "info",
    Status.DRAWN: "warning",
    Status.CONFIRMED: "info",
    Status.AT_WORK: "success",
    Status.DISSOLVED: "danger",
}
SEATS: dict[str, str] = {
    SeatStatus.INVITED: "warning",
    SeatStatus.ACCEPTED: "success",
    SeatStatus.DECLINED: "danger",
    SeatStatus.EXCUSED: "danger",
}


class SeatInline(DeskInline):
    """Who sits and who waits; there is nobody before the draw is confirmed."""

    model = Seat
    reads = Permission.READ_SCORES
    fields = ["position", "expert", "shown_status", "to_its_page"]
    readonly_fields = fields
    hide_title = True
    verbose_name_plural = _("seats, in the order drawn")

    @column(_("status"))
    def shown_status(self, seat: Seat) -> str:
        return str(seat.get_status_display())

    @column("")
    def to_its_page(self, seat: Seat) -> SafeString | str:
        """Where somebody who cannot go on is replaced."""
        if seat.status not in SITTING:
            return ""
        page = reverse("admin:programs_seat_change", args=[seat.pk])
        return link(page, gettext("Replace …"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("expert__user", "panel")


class DrawInline(DeskInline):
    model = Draw
    reads = Permission.READ_SCORES
    fields = [
        "to_its_page", "drawn_at", "drawn_by", "seed", "seed_source", "seen_by",
        "reason",
    ]  # fmt: skip
    readonly_fields = fields
    hide_title = True

    @column(_("draw of the panel"))
    def to_its_page(self, draw: Draw) -> SafeString:
        page = reverse("admin:programs_draw_change", args=[draw.pk])
        return link(page, draw.turn)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("panel", "drawn_by", "confirmation__confirmed_by")

    @column(_("confirmed by"))
    def seen_by(self, draw: Draw) -> str:
        return draw.witness or "—"


class CaseInline(DeskInline):
    model = PanelCase
    reads = Permission.READ_SCORES
    fields = ["application", "company", "is_live"]
    readonly_fields = fields
    hide_title = True

    @column(_("company"))
    def company(self, case: PanelCase) -> str:
        return str(case.application.company)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("application__company")


def _is_planned(panel: Panel) -> bool:
    return panel.status == Status.PLANNED


class PanelAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    buttons = {
        "confirm": actions.confirm,
        "discard": actions.discard,
        "dissolve": actions.dissolve,
    }
    list_display = ["name", "call", "shown_status", "size", "judges", "due_on"]
    list_filter = ["status", "call"]
    list_select_related = ["call__program"]
    search_fields = ["name"]
    fields = [
        "call", "name", "status", "what_next", "in_fields", "pool", "size", "reserves",
        "finance", "investment", "outside", "each", "starts_on", "due_on",
        "seed_source", "announced", "deviation",
    ]  # fmt: skip
    readonly_fields = ["status", "what_next", "in_fields", "announced"]
    inlines = [SeatInline, DrawInline, CaseInline]
    actions_list = ["plan_panel"]
    actions_detail = ["draw_experts", "change_rules", "choose_applications"]

    plan_panel = errand(
        _("Plan a panel"),
        right=Permission.DRAW_EXPERTS,
        form=PlanForm,
        do=actions.plan,
    )
    draw_experts = errand(
        _("Draw experts"),
        right=Permission.DRAW_EXPERTS,
        form=DrawForm,
        do=actions.draw,
        offered=_is_planned,
        then=lambda panel, _draw: panel,
    )
    change_rules = errand(
        _("Change the rules"),
        right=Permission.DRAW_EXPERTS,
        form=RulesForm,
        do=actions.replan,
        offered=_is_planned,
    )
    choose_applications = errand(
        _("Choose applications"),
        right=Permission.DRAW_EXPERTS,
        form=ChooseForm,
        do=actions.choose,
        offered=_is_planned,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Panel]:
        live = Count("cases", filter=Q(cases__is_live=True))
        rows: QuerySet[Panel] = super().get_queryset(request)
        return rows.annotate(n_cases=live)

    @column(_("status"), label=LABELS, ordering="status")
    def shown_status(self, panel: Panel) -> tuple[str, str]:
        return panel.status, panel.get_status_display()

    @column(_("applications"), ordering="n_cases")
    def judges(self, panel: Panel) -> int:
        return int(panel.n_cases)  # type: ignore[attr-defined]  # annotated above

    @column(_("fields of the members (none: all)"))
    def in_fields(self, panel: Panel) -> str:
        known = {str(field): str(field.label) for field in Field}
        return ", ".join(known.get(name, name) for name in panel.fields) or "—"

    @column(_("what happens next"))
    def what_next(self, panel: Panel) -> SafeString:
        """What is to be done; before a confirmation, with what is to be compared."""
        last = last_draw(panel) if panel.status == Status.DRAWN else None
        if last is None:
            return format_html("{}", NEXT[panel.status])
        rows = [(_("announced source"), last.seed_source), (_("seed"), last.seed)]
        compared = format_html_join("", "<li>{}: <strong>{}</strong></li>", rows)
        return format_html("{}<ul>{}</ul>", NEXT[panel.status], compared)

    @column(_("the source was announced"))
    def announced(self, panel: Panel) -> str:
        at = announced_at(panel)
        return formats.date_format(localtime(at), "Y-m-d H:i") if at else "—"


NEXT: dict[str, Any] = {
    Status.PLANNED: _(
        "Check applications and rules. Once the announced source has given its "
        "result, draw with this result as the seed."
    ),
    Status.DRAWN: _(
        "The names are hidden. A second person, not the one who drew, looks up what "
        "the announced source gave, compares it with the seed below, and confirms the "
        "draw; then there are names, and the members are invited."
    ),
    Status.CONFIRMED: _(
        "The members have been invited and answer on their own page. Look at who "
        "would judge what, and give the applications out."
    ),
    Status.AT_WORK: _(
        "The members declare and score. Where somebody gives an application back, "
        "fill the place up; where somebody is out, replace them at their seat."
    ),
    Status.DISSOLVED: _("Nothing: the applications wait for another panel."),
}


@admin.register(Draw)
class DrawAdmin(LookOnlyAdmin):
    """What was drawn from what, for anybody who wants to repeat it."""

    reads = Permission.READ_SCORES
    list_display = [
        "panel", "turn", "call", "drawn_at", "drawn_by", "seen_by", "size",
    ]  # fmt: skip
    list_filter = ["call"]
    list_select_related = [
        "panel", "call", "drawn_by", "confirmation__confirmed_by"
    ]  # fmt: skip
    ordering = ["-id"]
    fields = [
        "panel", "turn", "reason", "drawn_at", "drawn_by", "seen_by", "seed",
        "seed_source", "drawn_from", "members", "waiting", "repeat", "algorithm",
        "pool_sha256", "record_sha256",
    ]  # fmt: skip
    readonly_fields = ["seen_by", "drawn_from", "members", "waiting", "repeat"]
    actions_detail = ["download_record"]

    @column(_("confirmed by"))
    def seen_by(self, draw: Draw) -> str:
        return draw.witness or "—"

    @column(_("drawn from"))
    def drawn_from(self, draw: Draw) -> str:
        """How large the pool was, and how many were kept out of it, without names."""
        told = gettext(
            "%(pool)s experts; %(conflicts)s left out for a conflict of interest, "
            "%(busy)s because they have too much in hand"
        )
        barred = {key for key, *__ in draw.criteria.get("conflicts", [])}
        free = {each["key"] for each in draw.pool}
        busy = draw.criteria.get("busy", [])
        return told % {
            "pool": len(draw.pool),
            "conflicts": len(barred - free),
            "busy": len(busy),
        }

    @column(_("members drawn"))
    def members(self, draw: Draw) -> SafeString | str:
        return _names(draw, draw.result)

    @column(_("reserves drawn"))
    def waiting(self, draw: Draw) -> SafeString | str:
        return _names(draw, draw.reserves)

    @column(_("to repeat it"))
    def repeat(self, draw: Draw) -> SafeString:
        said = gettext("On any machine with the database, or with the record:")
        return format_html("{} <code>manage.py replay_draw {}</code>", said, draw.pk)

    def get_urls(self) -> list[URLPattern]:
        record = path(
            "<int:pk>/record.json",
            self.admin_site.admin_view(self.record),
            name="programs_draw_record",
        )
        return [record, *super().get_urls()]

    @action(description=_("Download the record"))
    @requires(Permission.READ_SCORES)
    def download_record(self, request: HttpRequest, object_id: str) -> HttpResponse:  # noqa: ARG002  # Django's signature
        """A button of the page that leads to the file."""
        page = reverse("admin:programs_draw_record", args=[object_id])
        return HttpResponseRedirect(page)

    @requires(Permission.READ_SCORES)
    def record(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that decides the draw, as one file; with names only once confirmed."""
        draw = self.get_object(request, str(pk))
        if draw is None or not draw.is_confirmed:
            raise Http404
        answer = JsonResponse(
            draw.record(), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
        answer["Content-Disposition"] = f'attachment; filename="draw-{pk}.json"'
        return answer

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        draw = self.get_object(request, str(object_id))
        offered: list[Any] = super().get_actions_detail(request, object_id)
        return offered if draw is not None and draw.is_confirmed else []


def _names(draw: Draw, keys: list[str]) -> SafeString | str:
    """Who was drawn, in the order of their lots; nobody before the confirmation."""
    if not draw.is_confirmed:
        return gettext("Hidden until a second person has confirmed the draw.")
    rows = [(name,) for name in drawn_names(draw, keys)]
    return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", rows))


class SeatAdmin(LookOnlyAdmin):
    """Registered above, where replacing somebody hands over what they had."""

    reads = Permission.READ_SCORES
    list_display = ["expert", "panel", "position", "shown_status"]
    list_filter = ["status", "panel__call"]
    list_select_related = ["expert__user", "panel__call__program"]
    search_fields = ["expert__user__name", "panel__name"]
    fields = ["panel", "expert", "position", "status", "draw"]
    readonly_fields = ["status"]

    @column(_("status"), label=SEATS, ordering="status")
    def shown_status(self, seat: Seat) -> tuple[str, str]:
        return seat.status, seat.get_status_display()
