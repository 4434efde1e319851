"""Opening the reports of a year, and reminding of them: each step once (D§1.7).

Pulled by the beat. A tick that was lost is caught up by the next one; of steps that
were slept through, the last is sent, which reaches everybody the earlier ones would.
"""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from foundation.accounts.models import SYSTEM, User
from foundation.moves import advance_many
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import several_units, use_case
from programs.monitoring.models import ReportReminder, YearReport, YearReportQuerySet
from programs.monitoring.queries.people import of_the_city, of_the_district
from programs.monitoring.rules.calendar import (
    OFFSETS,
    TELLS_CITY,
    TELLS_DISTRICT,
    step,
    windows,
)
from programs.monitoring.states import NOT_IN, ReportStatus, Step
from startups.companies.queries import administrators


@use_case
def open_due(now: datetime, *, most: int = 200) -> int:
    """Open the reports whose day has come and tell their companies; say how many."""
    today = city_day(now)
    rows = YearReport.objects.of_live_awards().filter(
        status=ReportStatus.NOT_OPEN, opens_on__lte=today
    )
    held = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    reports = list(held.select_related("award__company", "award__program")[:most])
    advance_many(reports, "open_report", by=SYSTEM)
    for report in reports:
        if today < report.due_on + timedelta(days=OFFSETS[Step.MONTH]):
            _write(report, "report_open", administrators(report.award.company), now)
    return len(reports)


@several_units
def remind_due(now: datetime, *, most: int = 200) -> int:
    """Remind of the reports whose next step has begun, each by itself; say how many."""
    today = city_day(now)
    return sum(remind(report, now=now) for report in _waiting(today)[:most])


def _waiting(today: date) -> list[YearReport]:
    found: list[YearReport] = []
    for each, last, first in windows(today):
        at_step = YearReport.objects.of_live_awards().missing()
        found += _untold(at_step.due_between(first, last), each)
    return found


def _untold(rows: YearReportQuerySet, each: Step) -> YearReportQuerySet:
    told = ReportReminder.objects.filter(report=OuterRef("pk"), step=each).filter(
        Q(due_on=OuterRef("back_on"))
        | Q(due_on=OuterRef("due_on"), report__back_on=None)
    )
    fresh = rows.exclude(status=ReportStatus.NOT_OPEN).filter(~Exists(told))
    return fresh.select_related("award__company", "award__program").order_by("pk")


@use_case
def remind(report: YearReport, *, now: datetime) -> bool:
    """Send the step that is due, unless the report came or another tick was first.

    The row that says so is of the same transaction as the letters: whoever is killed
    on the way has told nobody, and nobody is told twice.
    """
    rows = YearReport.objects.select_for_update(of=("self",))
    held = rows.select_related("award__company", "award__program").get(pk=report.pk)
    due = held.wanted_on
    now_due = step(due, city_day(now))
    if held.status not in NOT_IN or now_due is None:
        return False
    given = {"report": held, "due_on": due, "step": now_due}
    _row, new = ReportReminder.objects.get_or_create(**given, defaults={"sent_on": now})
    if new:
        _write(held, "report_reminder", _readers(held, now_due), now, now_due)
    return new


def _readers(report: YearReport, each: Step) -> list[User]:
    """The company; from seven days on its district, from yellow on the city as well."""
    people = administrators(report.award.company)
    if each in TELLS_DISTRICT:
        people += of_the_district(report.award)
    if each in TELLS_CITY:
        people += of_the_city(report.award)
    return people


def _write(
    report: YearReport,
    template: str,
    people: list[User],
    now: datetime,
    each: Step | None = None,
) -> None:
    due = report.wanted_on
    late = (city_day(now) - due).days
    for user in {user.pk: user for user in people}.values():
        post(
            template,
            to=user,
            key=f"{template}:{report.pk}:{due}:{each or ''}:{user.pk}",
            at=now,
            step=each.value if each else "",
            number=report.award.number,
            year=report.year,
            company=report.award.company.name,
            due=due.isoformat(),
            late=max(late, 0),
            left=max(-late, 0),
            path=report.get_absolute_url(),
        )
