"""What awards owe, on the staff desk: to confirm, to open, to settle, to evaluate."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import action

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand, is_open
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.edges.staff import LookOnlyAdmin, column
from foundation.money import to_cent
from foundation.periods import city_day
from programs.awards.states import LIVE
from programs.monitoring import actions
from programs.monitoring.forms import (
    AmendForm,
    BeginEvaluationForm,
    EvaluationForm,
    FindingForm,
    MilestoneForm,
)
from programs.monitoring.models import Evaluation, Finding, Milestone, YearReport
from programs.monitoring.queries.reports import by_district, lateness
from programs.monitoring.rules.figures import plain
from programs.monitoring.states import (
    EDITABLE,
    EvaluationStatus,
    FindingStatus,
    MilestoneStatus,
    ReportStatus,
)

REPORTS: dict[str, str] = {
    ReportStatus.OPEN: "warning",
    ReportStatus.SUBMITTED: "info",
    ReportStatus.RETURNED: "warning",
    ReportStatus.DISTRICT_OK: "info",
    ReportStatus.CONFIRMED: "success",
}
BY_CITY_FIRST = (
    ReportStatus.DISTRICT_OK, ReportStatus.SUBMITTED, *EDITABLE, ReportStatus.CONFIRMED,
)  # fmt: skip
LATE: dict[str, str] = {"red": "danger", "yellow": "warning", "late": "warning"}
LATE_WORDS = {
    "": "—",
    "late": gettext_lazy("late"),
    "yellow": gettext_lazy("over 15 days late"),
    "red": gettext_lazy("over 30 days late"),
}
MILESTONES: dict[str, str] = {
    MilestoneStatus.CLAIMED: "warning",
    MilestoneStatus.MET: "success",
}
FINDINGS: dict[str, str] = {
    FindingStatus.OPEN: "danger",
    FindingStatus.ANSWERED: "warning",
}
EVALUATIONS: dict[str, str] = {
    EvaluationStatus.EVALUATED: "warning",
    EvaluationStatus.SIGNED: "success",
}


def _in_order(*statuses: str) -> Case:
    """Sort by status: these come first, in this order."""
    places = [When(status=each, then=Value(n)) for n, each in enumerate(statuses)]
    return Case(*places, default=Value(len(places)))


def _link(url: str, words: str) -> SafeString:
    looks = "text-primary-600 underline"
    return format_html('<a class="{}" href="{}">{}</a>', looks, url, words)


class OverdueFilter(admin.SimpleListFilter):
    title = gettext_lazy("late")
    parameter_name = "late"
    names: Mapping[str, Any] = {"overdue": gettext_lazy("overdue")}

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, Any]]:
        return list(self.names.items())

    def queryset(self, _request: HttpRequest, rows: Any) -> Any:
        asked = self.value()
        known = asked if asked in self.names else ""
        return getattr(rows, known)(city_day(timezone.now())) if known else rows


class LateFilter(OverdueFilter):
    names = {**OverdueFilter.names, "holding": gettext_lazy("payments held")}


@admin.register(YearReport)
class YearReportAdmin(LookOnlyAdmin):
    """The yearly reports; the district's word comes first, the city confirms."""

    reads = Permission.READ_AWARDS
    buttons = {
        "confirm": actions.confirm,
        "object_to": actions.object_to,
        "reopen": actions.reopen,
    }
    list_display = [
        "award", "company", "district", "year", "due_on", "shown_status", "shown_late",
        "submitted_at",
    ]  # fmt: skip
    list_filter = [
        "status", LateFilter, "year", "award__program", "award__company__district",
    ]  # fmt: skip
    ordering = [_in_order(*BY_CITY_FIRST), "-due_on", "-award"]
    list_select_related = ["award__company__district", "award__program"]
    search_fields = ["award__number__startswith", "award__company__name"]
    fields = [
        "award", "company", "year", "status", "opens_on", "due_on", "back_on", "paper",
        "submitted_by", "submitted_at", "checked_by", "checked_at", "confirmed_by",
        "confirmed_at",
    ]  # fmt: skip
    readonly_fields = ["company", "paper"]
    list_before_template = "programs/monitoring/overdue_by_district.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """With the overdue ones of each district above the list."""
        late = self.get_queryset(request).overdue(city_day(timezone.now()))  # type: ignore[attr-defined]  # the model's own rows
        context = {"overdue_by_district": by_district(late), **(extra_context or {})}
        return super().changelist_view(request, context)

    @column(gettext_lazy("company"))
    def company(self, report: YearReport) -> str:
        return report.award.company.name

    @column(gettext_lazy("district"))
    def district(self, report: YearReport) -> str:
        return str(report.award.company.district)

    @column(gettext_lazy("status"), label=REPORTS, ordering="status")
    def shown_status(self, report: YearReport) -> tuple[str, str]:
        return report.status, report.get_status_display()

    @column(gettext_lazy("late"), label=LATE)
    def shown_late(self, report: YearReport) -> tuple[str, Any]:
        late = lateness(report, city_day(timezone.now()))
        return late, LATE_WORDS[late]

    @column(gettext_lazy("report"))
    def paper(self, report: YearReport) -> SafeString:
        return _link(report.get_absolute_url(), _("Read the report"))


class OfAwardAdmin(LookOnlyAdmin, ErrandsAdmin):
    """Rows of an award, shown with its company."""

    reads = Permission.READ_AWARDS
    list_select_related = ["award__company", "award__program"]
    search_fields = ["award__number__startswith", "award__company__name"]

    @column(gettext_lazy("company"))
    def company(self, row: Any) -> str:
        return str(row.award.company.name)

    @column(gettext_lazy("late"), label=LATE)
    def shown_late(self, row: Any) -> tuple[str, Any]:
        is_late = row.status == "open" and row.due_on < city_day(timezone.now())
        late = "late" if is_late and row.award.status in LIVE else ""
        return late, LATE_WORDS[late]


def _page(row: Any, file: Any) -> SafeString | str:
    """A link to what shows something, on the page that everybody concerned sees."""
    if file is None:
        return "—"
    url = reverse("award-evidence", args=[row.award.number, file.pk])
    return _link(url, file.name)


def _is_open_milestone(milestone: Any) -> bool:
    return bool(milestone.status == MilestoneStatus.OPEN)


@admin.register(Milestone)
class MilestoneAdmin(OfAwardAdmin):
    buttons = {"accept": actions.accept, "decline": actions.decline}
    actions_list = ["set_milestone"]
    actions_detail = ["amend"]
    set_milestone = errand(
        gettext_lazy("Set a milestone"),
        right=Permission.GRANT_AWARD,
        form=MilestoneForm,
        do=actions.set_milestone,
    )
    amend = errand(
        gettext_lazy("Change the target"),
        right=Permission.DECIDE_SUBSTANCE,
        form=AmendForm,
        do=actions.amend,
        offered=_is_open_milestone,
    )
    list_display = [
        "award", "company", "title", "shown_target", "shown_actual", "due_on",
        "shown_status", "shown_late",
    ]  # fmt: skip
    list_filter = [
        "status", OverdueFilter, "number", "award__program", "award__company__district",
    ]  # fmt: skip
    ordering = [
        _in_order(MilestoneStatus.CLAIMED, MilestoneStatus.OPEN), "due_on", "award",
    ]  # fmt: skip
    fields = [
        "award", "company", "title", "number", "target", "unit", "due_on", "status",
        "actual", "note", "shown_evidence", "claimed_by", "claimed_at", "met_by",
        "met_at",
    ]  # fmt: skip
    readonly_fields = ["company", "shown_evidence"]

    @column(gettext_lazy("target"), ordering="target")
    def shown_target(self, milestone: Milestone) -> str:
        return f"{plain(milestone.target)} {milestone.unit}"

    @column(gettext_lazy("reached"))
    def shown_actual(self, milestone: Milestone) -> str:
        return "—" if milestone.actual is None else plain(milestone.actual)

    @column(gettext_lazy("status"), label=MILESTONES, ordering="status")
    def shown_status(self, milestone: Milestone) -> tuple[str, str]:
        return milestone.status, milestone.get_status_display()

    @column(gettext_lazy("evidence"))
    def shown_evidence(self, milestone: Milestone) -> SafeString | str:
        return _page(milestone, milestone.evidence)


@admin.register(Finding)
class FindingAdmin(OfAwardAdmin):
    buttons = {"insist": actions.insist, "close": actions.close}
    actions_list = ["open_finding"]
    open_finding = errand(
        gettext_lazy("Open a finding"),
        right=Permission.OPEN_FINDING,
        form=FindingForm,
        do=actions.open_finding,
    )
    list_display = [
        "award", "company", "text", "due_on", "shown_status", "shown_late",
        "opened_by", "closed_by",
    ]  # fmt: skip
    list_filter = [
        "status", OverdueFilter, "award__program", "award__company__district",
    ]  # fmt: skip
    ordering = [F("closed_at").desc(nulls_first=True), "due_on"]
    list_select_related = [
        "award__company", "award__program", "opened_by", "closed_by",
    ]  # fmt: skip
    fields = [
        "award", "company", "text", "basis", "due_on", "status", "opened_by",
        "opened_at", "answer", "shown_evidence", "answered_by", "answered_at",
        "outcome", "closed_by", "closed_at",
    ]  # fmt: skip
    readonly_fields = ["company", "shown_evidence"]

    @column(gettext_lazy("status"), label=FINDINGS, ordering="status")
    def shown_status(self, finding: Finding) -> tuple[str, str]:
        return finding.status, finding.get_status_display()

    @column(gettext_lazy("evidence"))
    def shown_evidence(self, finding: Finding) -> SafeString | str:
        return _page(finding, finding.evidence)


def _is_draft(evaluation: Any) -> bool:
    return bool(evaluation.status == EvaluationStatus.DRAFT)


@admin.register(Evaluation)
class EvaluationAdmin(OfAwardAdmin):
    """The final evaluation: the form, two signatures, the paper."""

    buttons = {
        "evaluate": actions.evaluate,
        "rework": actions.rework,
        "countersign": actions.countersign,
    }
    actions_list = ["begin"]
    begin = errand(
        gettext_lazy("Begin an evaluation"),
        right=Permission.EVALUATE,
        form=BeginEvaluationForm,
        do=actions.begin_evaluation,
    )
    list_display = [
        "award", "company", "shown_status", "score", "grade", "evaluated_by",
        "countersigned_by",
    ]  # fmt: skip
    list_filter = ["status", "grade", "award__program", "award__company__district"]
    list_select_related = [
        "award__company", "award__program", "evaluated_by", "countersigned_by",
    ]  # fmt: skip
    fields = [
        "award", "company", "status", "score", "grade", "paper", "evaluated_by",
        "evaluated_at", "countersigned_by", "countersigned_at",
    ]  # fmt: skip
    readonly_fields = ["company", "paper"]
    actions_detail = ["write"]
    change_form_outer_after_template = "programs/monitoring/evaluation.html"

    @column(gettext_lazy("status"), label=EVALUATIONS, ordering="status")
    def shown_status(self, evaluation: Evaluation) -> tuple[str, str]:
        return evaluation.status, evaluation.get_status_display()

    @column(pgettext_lazy("evaluation", "paper"))
    def paper(self, evaluation: Evaluation) -> SafeString | str:
        if evaluation.content is None:
            return "—"
        url = reverse("award-evaluation-pdf", args=[evaluation.award.number])
        return _link(url, _("Evaluation as PDF"))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        lines = context["original"].lines.all()
        context |= {"lines": [(line, to_cent(line.measure.earned)) for line in lines]}
        page: HttpResponse = super().render_change_form(
            request, context, *args, **kwargs
        )
        return page

    @action(description=gettext_lazy("Fill in the form"))
    @requires(Permission.EVALUATE)
    def write(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The whole form on one page; what is wrong is shown with what was typed."""
        evaluation = self.get_object(request, object_id)
        if evaluation is None:
            raise Http404
        if not is_open(self.write, request, evaluation):
            raise PermissionDenied
        here = reverse("admin:programs_evaluation_change", args=[object_id])
        typed = request.POST if request.method == "POST" else None
        form = EvaluationForm(typed, evaluation=evaluation)

        def keep() -> None:
            by, at = member(request), timezone.now()
            told = form.about()
            actions.fill_in(evaluation, lines=form.lines(), **told, by=by, at=at)

        if typed is not None and carried_out(form, keep):
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(here)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Fill in the form"),
            "evaluation": evaluation,
            "form": form,
            "back": here,
        }
        return TemplateResponse(
            request, "programs/monitoring/evaluation_form.html", context
        )

    write.errand = (Permission.EVALUATE, _is_draft)
