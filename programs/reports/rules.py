"""What a report says about itself, and the calendar of scheduled reports."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation.periods import CITY_TIME, Period, month, quarter, week, year
from foundation.places.rules import WorkingDays
from programs.reports.dataset import Dataset
from programs.reports.measures import Text, text
from programs.reports.states import Cadence

FEWEST = 3  # companies in a cell that may leave the commission (D§5)
ATTEMPTS = 5
PUNCTUAL = timedelta(hours=1)  # an issue made later than this is late
LEASE = timedelta(minutes=2)  # more than TIME_LIMIT, so that the dead hold nothing long
TIME_LIMIT = 90  # seconds that one task may take


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
    title: Text
    build: Callable[[Scope], Dataset]


PERIODS: dict[str, Callable[[date], Period]] = {
    Cadence.WEEKLY: week,
    Cadence.MONTHLY: month,
    Cadence.QUARTERLY: quarter,
    Cadence.YEARLY: year,
}


def periods(cadence: str, first: date, until: date) -> Iterator[Period]:
    """Every period from the one around `first` that has ended by `until`.

    >>> found = periods("quarterly", date(2026, 2, 1), date(2026, 10, 1))
    >>> [period.start.month for period in found]
    [1, 4, 7]
    """
    period = PERIODS[cadence](first)
    while period.end <= until:
        yield period
        period = PERIODS[cadence](period.end)


def due_at(
    period: Period, working_day: int, at: time, calendar: WorkingDays
) -> datetime:
    """On the n-th working day after the period has ended, at that time in the city.

    >>> third = quarter(date(2026, 7, 1))
    >>> due_at(third, 10, time(8, 30), WorkingDays()).isoformat()
    '2026-10-14T08:30:00+08:00'
    """
    day = calendar.after(period.end - timedelta(days=1), working_day)
    return datetime.combine(day, at, CITY_TIME)


def is_late(due: datetime, made: datetime) -> bool:
    """Whether an issue came so late that its readers should be told."""
    return made - due > PUNCTUAL


def is_given_up(due: datetime, grace_days: int, now: datetime) -> bool:
    """Whether nobody wants a report any more that should have come on `due`."""
    return now - due > timedelta(days=grace_days)


def cadence(period: Period) -> str:
    """Which stretch of the calendar a period is, if any.

    >>> cadence(quarter(date(2026, 5, 1)))
    'quarterly'
    >>> cadence(Period(date(2026, 1, 1), date(2026, 1, 5)))
    ''
    """
    found = (code for code, around in PERIODS.items() if around(period.start) == period)
    return next(map(str, found), "")


def before(period: Period) -> Period:
    """The period just before, of the same kind.

    >>> before(quarter(date(2026, 1, 1))).start
    datetime.date(2025, 10, 1)
    """
    eve = period.start - timedelta(days=1)
    if code := cadence(period):
        return PERIODS[code](eve)
    return Period(period.start - (period.end - period.start), period.start)


def quarters(first: date, period: Period) -> list[Period]:
    """The quarters that ended from `first` on and before `period` did, then `period`.

    >>> [p.end.month for p in quarters(date(2026, 1, 1), month(date(2026, 8, 1)))]
    [4, 7, 9]
    """
    past = periods(Cadence.QUARTERLY, first, period.end - timedelta(days=1))
    return [*past, period]


NUMERALS = "一二三四"
ORDINALS = ("First", "Second", "Third", "Fourth")


def name(period: Period) -> Text:
    """What people call a period.

    >>> name(quarter(date(2026, 4, 1)))
    {'zh-hans': '2026年第二季度', 'en': 'Second quarter of 2026'}
    """
    start, code = period.start, cadence(period)
    nth = (start.month - 1) // 3
    if code == Cadence.QUARTERLY:
        en, zh = f"{ORDINALS[nth]} quarter of {start.year}", f"第{NUMERALS[nth]}季度"
        return text(en, f"{start.year}年{zh}")
    if code == Cadence.MONTHLY:
        return text(f"{start:%B %Y}", f"{start.year}年{start.month}月")
    if code == Cadence.YEARLY:
        return text(f"Year {start.year}", f"{start.year}年度")
    if code == Cadence.WEEKLY:
        number = start.isocalendar()
        return text(
            f"Week {number.week} of {number.year}", f"{number.year}年第{number.week}周"
        )
    days = f"{start:%Y-%m-%d} – {period.last_day:%Y-%m-%d}"
    return text(days, days)


def short_name(period: Period) -> str:
    """A period in a chart's narrow space.

    >>> short_name(quarter(date(2026, 4, 1))), short_name(month(date(2026, 4, 1)))
    ('2026 Q2', '2026-04')
    """
    if cadence(period) == Cadence.QUARTERLY:
        return f"{period.start.year} Q{(period.start.month - 1) // 3 + 1}"
    if cadence(period) == Cadence.YEARLY:
        return str(period.start.year)
    return f"{period.last_day:%Y-%m}"


def withheld(counts: Sequence[int]) -> set[int]:
    """Which rows of a table must not tell more than how many companies they have.

    Rows of one or two companies; and when that is a single row, the next smallest as
    well, since the total would give it away.

    >>> withheld([18, 1, 0, 7, 5]) == {1, 4}, withheld([3, 4]), withheld([1, 2, 9])
    (True, set(), {0, 1})
    """
    few = {place for place, count in enumerate(counts) if 0 < count < FEWEST}
    rest = [place for place, count in enumerate(counts) if count >= FEWEST]
    if len(few) == 1 and rest:
        few.add(min(rest, key=lambda place: counts[place]))
    return few
