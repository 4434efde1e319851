"""Reports for those who may read them: the list, an issue as a page, and its files."""

from functools import lru_cache

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out, page_of
from foundation.edges.rights import member, requires
from foundation.periods import Period
from foundation.translated import pick
from programs.reports import actions, queries, rules
from programs.reports.dataset import from_json
from programs.reports.definitions import DEFINITIONS
from programs.reports.forms import CorrectionForm, IssueFilter
from programs.reports.mails import CONTENT_TYPES, filename
from programs.reports.models import Issue, Rendition, Run, Schedule
from programs.reports.rendering.presentation import Page, present
from programs.reports.states import DeliveryState, Format

Crumbs = list[tuple[str, str]]
FILES_OF_ISSUE = Rendition.objects.defer("content").order_by("-language", "format")
LATEST = 10  # broken promises that the list shows


def _issues(request: HttpRequest) -> QuerySet[Issue]:
    return Issue.objects.all().visible_to(member(request))


def _crumbs(*here: str) -> Crumbs:
    home, reports = (_("Home"), "/"), (_("Reports"), reverse("reports-list"))
    return [home, reports, *((label, "") for label in here)]


def title(code: str) -> str:
    """What a report is called; one that is no longer defined keeps its code."""
    return pick(DEFINITIONS[code].title) if code in DEFINITIONS else code


def told(about: Issue | Run) -> tuple[str, str]:
    """The report and the period that an issue or a run is of, in words."""
    of = about.definition if isinstance(about, Issue) else about.schedule.definition
    days = Period(about.period_start, about.period_end)
    return title(of), pick(rules.name(days))


@requires(Permission.READ_REPORTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every issue, what is due next, and which promises are not kept yet."""
    form = IssueFilter(request.GET)
    rows = _issues(request).filter(**form.facts()).defer("dataset")
    mine = FILES_OF_ISSUE.filter(language=get_language())
    page = page_of(request, rows.prefetch_related(Prefetch("renditions", mine)))
    context = {
        "page_obj": page,
        "issues": [(each, *told(each)) for each in page],
        "form": form,
        "upcoming": [
            (each, title(each.schedule.definition), pick(rules.name(each.period)))
            for each in queries.upcoming(timezone.now())
        ],
        "broken": [(each, *told(each)) for each in queries.broken_promises()[:LATEST]],
        "breadcrumbs": [(_("Home"), "/"), (_("Reports"), "")],
    }
    return render(request, "programs/reports/list.html", context)


@requires(Permission.READ_REPORTS)
@require_safe
def issue(request: HttpRequest, number: str) -> HttpResponse:
    """One issue: the same words, charts and numbers as its files, and its history."""
    rows = _issues(request).select_related("schedule")
    rows = rows.prefetch_related(Prefetch("renditions", FILES_OF_ISSUE))
    found = get_object_or_404(rows, number=number)
    report = shown(bytes(found.dataset), get_language() or "zh-hans", number)
    context = {
        "issue": found,
        "report": report,
        "revisions": queries.revisions(found),
        "deliveries": found.deliveries.aggregate(
            count=Count("pk"), sent=Count("pk", filter=Q(state=DeliveryState.SENT))
        ),
        "may_correct": member(request).may(Permission.MANAGE_SCHEDULES),
        "breadcrumbs": _crumbs(f"{report.title}, {report.period}"),
    }
    return render(request, "programs/reports/issue.html", context)


@lru_cache(maxsize=32)
def shown(dataset: bytes, language: str, number: str) -> Page:
    """An issue never changes, and neither does what its page says."""
    return present(from_json(dataset), language, number)


@requires(Permission.READ_REPORTS)
@require_safe
def file(request: HttpRequest, number: str, language: str, kind: str) -> HttpResponse:
    """The very bytes that were mailed, as a file to keep."""
    found = get_object_or_404(
        Rendition.objects.select_related("issue").defer("issue__dataset"),
        issue__in=_issues(request),
        issue__number=number,
        language=language,
        format=kind,
    )
    answer = HttpResponse(
        bytes(found.content), content_type=CONTENT_TYPES[Format(found.format)]
    )
    answer["Content-Disposition"] = f'attachment; filename="{filename(found)}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires(Permission.MANAGE_SCHEDULES)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Have the period of an issue reported once more, for a reason."""
    found = get_object_or_404(_issues(request), number=number)
    form = CorrectionForm(request.POST or None)
    made: list[Issue] = []

    def use_case() -> None:
        made.append(
            actions.correct(
                found,
                reason=form.cleaned_data["reason"],
                by=member(request),
                now=queries.clock(),
            )
        )

    if request.method == "POST" and carried_out(form, use_case):
        return HttpResponseRedirect(made[0].get_absolute_url())
    context = {
        "issue": found,
        "title": title(found.definition),
        "form": form,
        "breadcrumbs": _crumbs(number, _("Correct")),
    }
    return render(request, "programs/reports/correct.html", context)


@requires(Permission.MANAGE_SCHEDULES)
@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """Which reports are made when, and who receives them."""
    rows = Schedule.objects.annotate(
        receivers=Count("subscriptions", distinct=True),
        issued=Count("issues", distinct=True),
    )
    context = {
        "schedules": [(each, title(each.definition)) for each in rows],
        "runs": [
            (run, *told(run)) for run in Run.objects.select_related("schedule")[:50]
        ],
        "breadcrumbs": _crumbs(_("Schedules")),
    }
    return render(request, "programs/reports/schedules.html", context)
