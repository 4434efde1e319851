"""How long a question may be, how many there may be, and until when; pure."""

from datetime import datetime, timedelta

from foundation.periods import CITY_TIME, city_day, midnight
from foundation.places.rules import DAY, WorkingDays

LONGEST = 1_000  # characters of a question
A_DAY_AT_MOST = 5  # questions of a company about all calls within 24 hours


def questions_end(closes_at: datetime, days: int, calendar: WorkingDays) -> datetime:
    """The end of the day that is so many working days before the close.

    A call that closes on Friday 2026-06-12 takes questions until the end of the Friday
    before, when five working days are left for answers:

    >>> from datetime import UTC
    >>> close = datetime(2026, 6, 12, 9, tzinfo=UTC)
    >>> questions_end(close, 5, WorkingDays()).isoformat()
    '2026-06-06T00:00:00+08:00'
    """
    day, left = city_day(closes_at), days
    while left:
        day -= DAY
        left -= calendar.works(day)
    return midnight(day + DAY)


def last_moment(end: datetime) -> datetime:
    """The minute that people are told, which still belongs to the day."""
    return end.astimezone(CITY_TIME) - timedelta(minutes=1)
