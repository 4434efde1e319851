"""On-site visits on the staff desk: a sample, plans, reports, and who confirms them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member, requires
from foundation.edges.staff import LookOnlyAdmin, column
from foundation.files.models import StoredFile
from foundation.refusals import Refusal
from programs.visits import actions, queries
from programs.visits.forms import PlanForm, ReplanForm, ReportForm, SampleForm
from programs.visits.models import SiteVisit, VisitSample
from programs.visits.states import Result, Status

STATES: dict[str, str] = {
    Status.PLANNED: "info",
    Status.REPORTED: "warning",
    Status.CONFIRMED: "success",
}
RESULTS: dict[str, str] = {Result.CONSISTENT: "success", Result.INCONSISTENT: "danger"}


def _is_planned(visit: Any) -> bool:
    return bool(visit.status == Status.PLANNED)


@admin.register(SiteVisit)
class SiteVisitAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    buttons = {
        "confirm": actions.confirm,
        "send_back": actions.send_back,
        "cancel": actions.cancel,
    }
    actions_list = ["draw_sample", "plan"]
    actions_detail = ["replan"]
    draw_sample = errand(
        gettext_lazy("Draw a sample"),
        right=Permission.REVIEW_FORMALLY,
        form=SampleForm,
        do=actions.draw_sample,
        then=lambda _none, sample: sample,
    )
    plan = errand(
        gettext_lazy("Plan a visit"),
        right=Permission.REVIEW_FORMALLY,
        form=PlanForm,
        do=actions.plan,
    )
    replan = errand(
        gettext_lazy("Change the plan"),
        right=Permission.REVIEW_FORMALLY,
        form=ReplanForm,
        do=actions.replan,
        offered=_is_planned,
    )
    list_display = [
        "number", "company", "planned_for", "shown_status", "shown_result",
        "reported_by", "confirmed_by",
    ]  # fmt: skip
    list_filter = ["status", "result", "application__call"]
    search_fields = ["application__number__startswith", "application__company__name"]
    ordering = ["-planned_for", "-id"]
    fields = [
        "application", "company", "status", "planned_for", "address", "agenda",
        "planned_by", "visited_on", "result", "reported_by", "reported_at",
        "confirmed_by", "confirmed_at",
    ]  # fmt: skip
    readonly_fields = ["company"]
    change_form_outer_after_template = "programs/visits/report.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SiteVisit]:
        rows: QuerySet[SiteVisit] = super().get_queryset(request)
        return rows.select_related(
            "application__company",
            "application__call__program",
            "planned_by",
            "reported_by",
            "confirmed_by",
        )

    @column(gettext_lazy("application"), ordering="application")
    def number(self, visit: SiteVisit) -> str:
        return visit.application.number

    @column(gettext_lazy("company"))
    def company(self, visit: SiteVisit) -> str:
        return visit.application.company.name

    @column(gettext_lazy("status"), label=STATES, ordering="status")
    def shown_status(self, visit: SiteVisit) -> tuple[str, str]:
        return visit.status, visit.get_status_display()

    @column(gettext_lazy("result"), label=RESULTS, ordering="result")
    def shown_result(self, visit: SiteVisit) -> tuple[str, str]:
        return visit.result, visit.get_result_display() or "—"

    def get_urls(self) -> list[URLPattern]:
        pages = {"write": self.write, "files/<uuid:key>": self.download}
        return [
            *(
                path(
                    f"<path:object_id>/{part}/",
                    self.admin_site.admin_view(page),
                    name=f"programs_sitevisit_{page.__name__}",
                )
                for part, page in pages.items()
            ),
            *super().get_urls(),
        ]

    @requires(Permission.REVIEW_FORMALLY)
    def write(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Save what was seen, add a photo, or hand in the report: one form."""
        visit = self.get_object(request, object_id)
        if visit is None or request.method != "POST":
            raise Http404
        form = ReportForm(request.POST, request.FILES, visit=visit)
        if not form.is_valid():
            for field, errors in form.errors.items():
                messages.error(request, f"{form[field].label}: {errors[0]}")
        else:
            self._write(request, visit, form.cleaned_data, form.points())
        here = reverse("admin:programs_sitevisit_change", args=[object_id])
        return HttpResponseRedirect(here)

    def _write(
        self, request: HttpRequest, visit: SiteVisit, told: Any, points: actions.Points
    ) -> None:
        """Each part by itself, so that a refused one takes none of the others along."""
        by, at = member(request), timezone.now()
        said = {name: told[name] for name in ("visited_on", "result", "report_text")}
        steps: list[Callable[[], Any]] = [
            lambda: actions.note(visit, points, by=by),
            lambda: actions.draft(visit, **said, by=by),
        ]
        if photo := told["photo"]:
            caption = told["caption"]
            steps.append(
                lambda: actions.attach(
                    visit, photo.name, photo, by=by, at=at, caption=caption
                )
            )
        if request.POST.get("then") == "report":
            steps.append(lambda: actions.report(visit, by=by, at=at))
        for step in steps:
            try:
                step()
            except Refusal as refusal:
                messages.error(request, refusal.sentence)
                return
        messages.success(request, _("Saved."))

    @requires(Permission.READ_SCORES)
    def download(
        self, request: HttpRequest, object_id: str, key: Any
    ) -> HttpResponseBase:
        """A photo, to those who may read the visit."""
        visit = self.get_object(request, object_id)
        file = StoredFile.objects.filter(pk=key)
        if visit is None or not visit.photos.filter(file__in=file).exists():
            raise Http404
        try:
            return download_of(file.get())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            here = reverse("admin:programs_sitevisit_change", args=[object_id])
            return HttpResponseRedirect(here)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        visit: SiteVisit = context["original"]
        user = member(request)
        writes = _is_planned(visit) and user.may(Permission.REVIEW_FORMALLY, at=visit)
        context |= {
            "visit": visit,
            "team": visit.team.all(),
            "report": ReportForm(visit=visit),
            "findings": queries.seen(visit),
            "photos": queries.photos(visit),
            "writes": writes,
            "given_back": queries.given_back(visit) if writes else "",
        }
        page: HttpResponse = super().render_change_form(
            request, context, *args, **kwargs
        )
        return page


@admin.register(VisitSample)
class VisitSampleAdmin(LookOnlyAdmin):
    """Which sample was drawn of which call, by which seed."""

    reads = Permission.READ_SCORES
    list_display = ["call", "share", "seed", "taken", "drawn_by", "drawn_at"]
    list_select_related = ["call", "drawn_by"]
    fields = [
        "call", "share", "seed", "numbers", "seen", "of", "drawn_by", "drawn_at",
    ]  # fmt: skip
    readonly_fields = ["numbers", "seen", "of"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[VisitSample]:
        rows: QuerySet[VisitSample] = super().get_queryset(request)
        return rows.filter(call__in=queries.calls(member(request)))

    @column(gettext_lazy("drawn"))
    def taken(self, sample: VisitSample) -> str:
        return f"{len(sample.chosen)} / {len(sample.pool)}"

    @column(gettext_lazy("to be visited"))
    def numbers(self, sample: VisitSample) -> str:
        return ", ".join(sample.chosen)

    @column(gettext_lazy("visited"))
    def seen(self, sample: VisitSample) -> str:
        found = queries.coverage(sample.call)
        said = _("%(visited)s of %(pool)s; at least %(least)s needed")
        told = {"visited": found.visited, "pool": found.pool, "least": found.least}
        return said % told

    @column(gettext_lazy("out of"))
    def of(self, sample: VisitSample) -> str:
        return ", ".join(sample.pool)
