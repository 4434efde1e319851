"""What a report says about itself, and the calendar of scheduled reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django_stubs_ext import StrOrPromise

from foundation.periods import CITY_TIME, Period, month, quarter, week, year
from foundation.places.rules import WorkingDays
from programs.reports.dataset import Dataset
from programs.reports.states import Cadence


@dataclass(frozen=True, slots=True)
class Scope:
    """For which days a report is drawn up, and when its data were read."""

    period: Period
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Definition:
    """A report: its code, its version, and how its dataset is drawn up.

    `build` only reads; the caller gives it one repeatable-read snapshot.
    """

    code: str
    version: int
    title: StrOrPromise
    build: Callable[[Scope], Dataset]


PERIODS: dict[str, Callable[[date], Period]] = {
    Cadence.WEEKLY: week,
    Cadence.MONTHLY: month,
    Cadence.QUARTERLY: quarter,
    Cadence.YEARLY: year,
}


def periods(cadence: str, first: date, until: date) -> Iterator[Period]:
    """Every period from the one around `first` that has ended by `until`.

    >>> [p.start.month for p in periods("quarterly", date(2026, 2, 1), date(2026, 10, 1))]
    [1, 4, 7]
    """
    period = PERIODS[cadence](first)
    while period.end <= until:
        yield period
        period = PERIODS[cadence](period.end)


def due_at(period: Period, working_day: int, at: time, calendar: WorkingDays) -> datetime:
    """On the n-th working day after the period has ended, at that time in the city.

    >>> third = quarter(date(2026, 7, 1))
    >>> due_at(third, 10, time(8, 30), WorkingDays()).isoformat()
    '2026-10-14T08:30:00+08:00'
    """
    day = calendar.after(period.end - timedelta(days=1), working_day)
    return datetime.combine(day, at, CITY_TIME)
