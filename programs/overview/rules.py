"""What waits for a company, in the order in which it should be done; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django_stubs_ext import StrOrPromise

from foundation.periods import CITY_TIME, midnight

AHEAD = timedelta(days=90)  # before its day, a milestone is said to wait
RETURN_DAY = (3, 31)  # the last day for the figures of the year before


@dataclass(frozen=True, slots=True)
class Task:
    """Something that somebody of the company has to do, and until when."""

    title: StrOrPromise
    subject: str
    url: str
    action: StrOrPromise
    due: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        return self.due is not None and self.due <= now


def end_of(day: date) -> datetime:
    """The moment at which a day of the city ends.

    >>> f"{end_of(date(2026, 3, 31)):%Y-%m-%d %H:%M}"
    '2026-04-01 00:00'
    """
    return midnight(day + timedelta(days=1))


def most_urgent_first(tasks: Iterable[Task]) -> list[Task]:
    """Those with a day first, the nearest before all others.

    >>> some = [Task("a", "", "", ""), Task("b", "", "", "", end_of(date(2026, 1, 2)))]
    >>> [task.title for task in most_urgent_first(some)]
    ['b', 'a']
    """
    never = datetime.max.replace(tzinfo=CITY_TIME)
    return sorted(tasks, key=lambda task: task.due or never)


def return_due(year: int) -> date:
    """The last day on which the figures of a year may come.

    >>> return_due(2025)
    datetime.date(2026, 3, 31)
    """
    return date(year + 1, *RETURN_DAY)


def years_owed(since: Iterable[int], returned: Iterable[int], today: date) -> list[int]:
    """Years whose figures a supported company owes: from its first support on.

    >>> years_owed([2024], [2024], date(2026, 2, 1)), years_owed([], [], date.min)
    ([2025], [])
    """
    first = min(since, default=today.year)
    given = set(returned)
    return [year for year in range(first, today.year) if year not in given]
