"""Periods: half-open stretches of days, and the calendar stretches people report by."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, and without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a period starts before it ends")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def closes(self) -> datetime:
        """The first moment after the period, in the city's time."""
        return midnight(self.end)


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in the city.

    >>> midnight(date(2026, 1, 1)).isoformat()
    '2026-01-01T00:00:00+08:00'
    """
    return datetime.combine(day, time(), CITY_TIME)


def city_day(moment: datetime) -> date:
    """The day that the city's calendars show at `moment`."""
    return moment.astimezone(CITY_TIME).date()


def week(day: date) -> Period:
    """Monday to Sunday around `day`.

    >>> week(date(2026, 1, 1)).start
    datetime.date(2025, 12, 29)
    """
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7))


def month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, first + timedelta(days=monthrange(day.year, day.month)[1]))


def quarter(day: date) -> Period:
    """The calendar quarter around `day`.

    >>> quarter(date(2026, 11, 23))
    Period(start=datetime.date(2026, 10, 1), end=datetime.date(2027, 1, 1))
    """
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = month(date(day.year, first.month + 2, 1))
    return Period(first, last.end)


def year(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))
