"""What an award owes, on one page: reports, milestones, findings, and how it goes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.files.models import StoredFile
from foundation.periods import city_day
from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.monitoring import actions
from programs.monitoring.forms import AnswerForm, ClaimForm
from programs.monitoring.models import Evaluation, Finding, Milestone
from programs.monitoring.queries.progress import milestones, progress, years_of
from programs.monitoring.queries.reports import lateness, why_back
from programs.monitoring.states import (
    NOT_IN,
    EvaluationStatus,
    FindingStatus,
    MilestoneStatus,
)


def award_of(request: HttpRequest, number: str) -> Award:
    """An award that this person may see; any other does not exist."""
    rows = Award.objects.all().visible_to(member(request))
    rows = rows.select_related("company__district", "program")
    return get_object_or_404(rows, number=number)


def trail(award: Award, *last: str) -> list[tuple[str, str]]:
    here = reverse("award-obligations", args=[award.number])
    found = [
        (_("Home"), "/"),
        (_("Awards"), reverse("awards-list")),
        (award.number, award.get_absolute_url()),
        (_("Obligations"), here if last else ""),
    ]
    return [*found, *((name, "") for name in last)]


@requires(Permission.READ_AWARDS)
def obligations(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that is owed, when, and what to do next."""
    award = award_of(request, number)
    today = city_day(timezone.now())
    owed = award.year_reports.order_by("number")
    reports = [(report, lateness(report, today)) for report in owed]
    next_due = next((r for r, __ in reports if r.status in NOT_IN), None)
    found = list(award.findings.all())
    wanted = [each for each in found if each.status == FindingStatus.OPEN]
    context = {
        "award": award,
        "is_live": award.status in LIVE,
        "reports": reports,
        "next_due": next_due,
        "late": any(late for __, late in reports),
        "is_held": any(late == "red" for __, late in reports),
        "milestones": milestones(award, today),
        "findings": found,
        "put_right_by": min((each.due_on for each in wanted), default=None),
        "rows": progress(award),
        "years": years_of(award),
        "files": member(request).may(Permission.FILE_REPORT, at=award),
        "evaluation": signed_evaluation(award),
        "today": today,
        "breadcrumbs": trail(award),
    }
    return render(request, "programs/monitoring/obligations.html", context)


def signed_evaluation(award: Award) -> Evaluation | None:
    """An evaluation is read by everybody once both have signed it."""
    rows = Evaluation.objects.filter(award=award, status=EvaluationStatus.SIGNED)
    return rows.first()


def _file(request: HttpRequest, name: str) -> tuple[str, Any] | None:
    sent = request.FILES.get(name)
    return (sent.name or "", sent) if sent else None


@requires(Permission.READ_AWARDS)
def claim(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One milestone: what was reached and what shows it, or the form to say so."""
    award = award_of(request, number)
    milestone = get_object_or_404(Milestone, award=award, pk=pk)
    files = member(request).may(Permission.FILE_REPORT, at=award)
    writes = files and milestone.status == MilestoneStatus.OPEN
    if request.method == "POST" and not writes:
        raise Http404
    form = ClaimForm(request.POST or None, request.FILES or None)
    form.fields["actual"].widget.attrs["data-suffix"] = milestone.unit

    def do() -> None:
        actions.claim(
            milestone,
            actual=form.cleaned_data["actual"],
            note=form.cleaned_data["note"],
            evidence=_file(request, "evidence"),
            by=member(request),
            at=timezone.now(),
        )

    if request.method == "POST" and carried_out(form, do):
        messages.success(request, _("The milestone is reported as met."))
        return redirect("award-obligations", award.number)
    context = {
        "award": award,
        "milestone": milestone,
        "form": form if writes else None,
        "breadcrumbs": trail(award, milestone.title),
    }
    return render(request, "programs/monitoring/milestone.html", context)


@requires(Permission.READ_AWARDS)
def finding(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One finding, its answer, and how it was settled."""
    award = award_of(request, number)
    found = get_object_or_404(Finding, award=award, pk=pk)
    files = member(request).may(Permission.FILE_REPORT, at=award)
    writes = files and found.status == FindingStatus.OPEN
    if request.method == "POST" and not writes:
        raise Http404
    form = AnswerForm(request.POST or None, request.FILES or None)

    def do() -> None:
        actions.answer(
            found,
            text=form.cleaned_data["text"],
            evidence=_file(request, "evidence"),
            by=member(request),
            at=timezone.now(),
        )

    if request.method == "POST" and carried_out(form, do):
        messages.success(request, _("Your answer has been sent."))
        return redirect("award-obligations", award.number)
    context = {
        "award": award,
        "finding": found,
        "why_back": why_back(found) if found.status == FindingStatus.OPEN else "",
        "form": form if writes else None,
        "breadcrumbs": trail(award, _("Finding")),
    }
    return render(request, "programs/monitoring/finding.html", context)


@requires(Permission.READ_AWARDS)
def evidence(request: HttpRequest, number: str, key: Any) -> HttpResponseBase:
    """What shows a milestone or goes with an answer, to whoever sees the award."""
    award = award_of(request, number)
    file = get_object_or_404(StoredFile, pk=key)
    shown = [model.objects.filter(award=award) for model in (Milestone, Finding)]
    if not any(rows.filter(evidence=file).exists() for rows in shown):
        raise Http404
    return download_of(file)
