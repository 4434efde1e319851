"""The district's list of yearly reports: what waits, what is late, what is done."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.accounts.permissions import Permission
from foundation.edges.pages import page_of
from foundation.edges.rights import member, requires
from foundation.periods import city_day
from programs.monitoring.forms import DeskForm
from programs.monitoring.models import YearReportQuerySet
from programs.monitoring.queries.reports import by_district, lateness, listed
from programs.monitoring.states import ReportStatus


@requires(Permission.CHECK_REPORT, Permission.CONFIRM_REPORT)
def desk(request: HttpRequest) -> HttpResponse:
    """The reports of the district's companies, those to be checked first."""
    today = city_day(timezone.now())
    form = DeskForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else ""
    rows = listed(member(request)).of_live_awards()
    late = rows.overdue(today)
    page = page_of(request, _shown(rows, show, today).order_by("due_on", "pk"))
    context = {
        "page_obj": page,
        "form": form,
        "waiting": rows.filter(status=ReportStatus.SUBMITTED).count(),
        "overdue": late.count(),
        "districts": by_district(late),
        "lines": [(row, lateness(row, today)) for row in page],
        "checks": not show,
        "today": today,
    }
    return render(request, "programs/monitoring/district.html", context)


A_DAY = timedelta(days=1)
STATES = {
    "city": ReportStatus.DISTRICT_OK,
    "confirmed": ReportStatus.CONFIRMED,
}


def _shown(rows: YearReportQuerySet, show: str, today: date) -> YearReportQuerySet:
    if show == "overdue":
        return rows.overdue(today)
    if show == "open":
        return rows.missing().due_between(today - A_DAY, date.max)
    return rows.filter(status=STATES.get(show, ReportStatus.SUBMITTED))
