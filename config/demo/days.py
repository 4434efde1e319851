"""When things happen: in season, in office hours, and never after today."""

from datetime import date, datetime, time, timedelta
from random import Random

from foundation.periods import CITY_TIME

DAY = timedelta(days=1)
HALF_YEAR_ELAPSED = (
    7  # from July on, a plan that began in January is in its second half
)

# How many of a year's moves fall in each month: spring and autumn are busy.
MOVING = (4, 3, 12, 12, 9, 7, 6, 7, 13, 12, 9, 6)
# Certificates come in batches before the end of the year.
CERTIFYING = (1, 1, 1, 2, 2, 3, 3, 4, 6, 12, 30, 35)


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), CITY_TIME)


def office_hour(dice: Random, day: date) -> datetime:
    """Some moment of `day` between nine and half past five."""
    return moment(day, 9) + timedelta(seconds=dice.randrange(8 * 3600 + 1800))


def between(dice: Random, first: date, last: date) -> date:
    """Some day from `first` to `last`, both included."""
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def in_season(
    dice: Random, first: date, last: date, season: tuple[int, ...] = MOVING
) -> date:
    """Some day from `first` to `last`, more often in the busy months."""
    busiest = max(season)
    for _attempt in range(40):
        day = between(dice, first, last)
        if dice.randrange(busiest) < season[day.month - 1]:
            return day
    return between(dice, first, last)


def add_months(day: date, months: int) -> date:
    """The same day of another month; the 28th where the month is too short.

    >>> add_months(date(2026, 1, 31), 13)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28) if day.day > 28 else day.day)  # noqa: PLR2004  # every month has 28 days


def plan_start(today: date) -> date:
    """The first day of a five-year plan that is in its fourth year today.

    >>> plan_start(date(2026, 11, 23)), plan_start(date(2026, 3, 1))
    (datetime.date(2023, 1, 1), datetime.date(2022, 7, 1))
    """
    if today.month >= HALF_YEAR_ELAPSED:
        return date(today.year - 3, 1, 1)
    return date(today.year - 4, 7, 1)
