"""One yearly report: a form while the company writes it, then a paper that stands."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import UseCase, carried_out
from foundation.edges.pages import press as take_move
from foundation.edges.rights import member, requires
from foundation.periods import city_day
from programs.monitoring import actions
from programs.monitoring.forms import ReportForm
from programs.monitoring.models import ReportFile, YearReport
from programs.monitoring.queries.reports import (
    figures,
    lateness,
    listed,
    returned_figures,
    spent,
    spent_before,
    why_back,
)
from programs.monitoring.rules.figures import Known, Origin
from programs.monitoring.states import ReportStatus
from programs.monitoring.views.obligations import trail
from startups.indicators.catalog import INDICATORS
from startups.indicators.rules import UNIT_LABELS

BUTTONS: Mapping[str, UseCase] = {
    "endorse": actions.endorse,
    "send_back": actions.send_back,
    "confirm": actions.confirm,
    "object_to": actions.object_to,
    "reopen": actions.reopen,
}


def find(request: HttpRequest, award: str, number: int) -> YearReport:
    """A report of an award that this person may see."""
    rows = listed(member(request)).select_related(
        "submitted_by", "checked_by", "confirmed_by"
    )
    return get_object_or_404(rows, award__number=award, number=number)


@requires(Permission.READ_AWARDS)
def report(request: HttpRequest, number: str, count: int) -> HttpResponse:
    """The report; whoever acts for the company writes it here and hands it in."""
    found = find(request, number, count)
    writes = found.is_written and member(request).may(Permission.APPLY, at=found)
    known = figures(found)
    if request.method == "POST":
        if not writes:
            raise Http404
        return _saved(request, found, known)
    form = ReportForm(initial=_typed(found), known=known)
    return _page(request, found, form, known, writes=writes)


def _typed(found: YearReport) -> dict[str, Any]:
    """What has been typed so far, as the form names it."""
    spending = {f"spent_{line.purpose}": line for line in found.spending.all()}
    notes = [line.note for line in spending.values() if line.note]
    amounts = {name: line.amount for name, line in spending.items()}
    told = {code: Decimal(amount) for code, amount in found.figures.items()}
    note = notes[0] if notes else ""
    return {"text": found.text, "spent_note": note, **told, **amounts}


def _saved(request: HttpRequest, found: YearReport, known: list[Known]) -> HttpResponse:
    """Keep what was typed and the file with it; then hand it in, if that was pressed.

    Each part by itself, so that a refused one takes none of the others along.
    """
    form = ReportForm(request.POST, request.FILES, known=known)
    by, at = member(request), timezone.now()
    sent = request.FILES.get("file")

    def keep() -> None:
        actions.write(
            found,
            text=form.cleaned_data["text"],
            figures=form.figures(),
            spending=form.spending(),
            by=by,
            at=at,
        )

    def add() -> None:
        kind = form.cleaned_data["file_kind"]
        if sent is not None:
            name = sent.name or ""
            actions.attach(found, name, sent, kind=kind or "other", by=by, at=at)

    def hand_in() -> None:
        if request.POST.get("go") == "submit":
            actions.hand_in(found, by=by, at=at)

    if not all(carried_out(form, step) for step in (keep, add, hand_in)):
        return _page(request, found, form, known, writes=True)
    if request.POST.get("go") == "submit":
        messages.success(
            request, _("The report has been handed in. The district checks it next.")
        )
        return redirect("award-obligations", found.award.number)
    messages.success(request, _("Saved."))
    return redirect(found)


def _page(
    request: HttpRequest,
    found: YearReport,
    form: ReportForm,
    known: list[Known],
    *,
    writes: bool,
) -> HttpResponse:
    award = found.award
    used = spent(found)
    before = returned_figures(award.company, found.year - 1)
    user = member(request)
    context = {
        "award": award,
        "report": found,
        "form": form if writes else None,
        "hands_in": user.may(Permission.FILE_REPORT, at=found),
        "figures": [
            (indicator, UNIT_LABELS[indicator.unit], each, before.get(each.code))
            for each in known
            for indicator in [INDICATORS[each.code]]
        ],
        "has_return": any(each.origin == Origin.RETURN for each in known),
        "late": lateness(found, city_day(timezone.now())),
        "spending": found.spending.all(),
        "used": used,
        "used_before": spent_before(found),
        "received": award.paid - award.recovered,
        "files": found.files.select_related("file"),
        "milestones": award.milestones.filter(number=found.number),
        "filings": found.filings.select_related("handed_in_by"),
        "why_back": why_back(found) if found.status == ReportStatus.RETURNED else "",
        "verbs": " ".join(BUTTONS),
        "breadcrumbs": trail(award, _("Report for %s") % found.year),
    }
    return render(request, "programs/monitoring/report.html", context)


@require_POST
@requires(Permission.CHECK_REPORT, Permission.CONFIRM_REPORT)
def press(request: HttpRequest, number: str, count: int) -> HttpResponse:
    """A button of the district or the city."""
    found = find(request, number, count)
    take_move(request, found, BUTTONS)
    user = member(request)
    if user.may(Permission.CHECK_REPORT) and not user.may(Permission.CONFIRM_REPORT):
        return redirect("district-year-reports")
    return redirect(found)


@requires(Permission.READ_AWARDS)
def report_file(
    request: HttpRequest, number: str, count: int, pk: int
) -> HttpResponseBase:
    """A file of a report, to whoever sees the award."""
    found = find(request, number, count)
    row = get_object_or_404(ReportFile.objects.select_related("file"), pk=pk)
    if row.report_id != found.pk:
        raise Http404
    return download_of(row.file)


@require_POST
@requires(Permission.APPLY)
def remove_file(request: HttpRequest, number: str, count: int, pk: int) -> HttpResponse:
    """Take a file out of a report that is still being written."""
    found = find(request, number, count)
    row = get_object_or_404(ReportFile, pk=pk, report=found)
    actions.detach(row, by=member(request), at=timezone.now())
    messages.success(request, _("The file has been taken out."))
    return redirect(found)
