"""Whom an outage has hit, and what may be said of it; pure."""

from datetime import datetime, time, timedelta

from foundation.periods import CITY_TIME
from foundation.places.rules import WorkingDays

USUAL_CLOSE = time(17)
USUAL_HOURS = 24  # after the end of an outage, in which a close still counts as hit


def is_hit(
    opens_at: datetime,
    closes_at: datetime,
    *,
    began: datetime,
    ended: datetime,
    hours: int,
) -> bool:
    """Open at some moment of the outage, and closed in it or soon after it.

    >>> from datetime import UTC
    >>> at = lambda day, hour=0: datetime(2026, 6, day, hour, tzinfo=UTC)
    >>> outage = {"began": at(10, 2), "ended": at(10, 6), "hours": 24}
    >>> [is_hit(at(1), close, **outage) for close in (at(10, 1), at(10, 3), at(11, 6))]
    [False, True, True]
    >>> is_hit(at(1), at(11, 7), **outage), is_hit(at(10, 6), at(10, 7), **outage)
    (False, False)
    """
    last = ended + timedelta(hours=hours)
    return opens_at < ended and began < closes_at <= last


def nearest(
    traces: list[datetime], *, began: datetime, ended: datetime
) -> tuple[datetime | None, datetime | None]:
    """The last trace of work before an outage, and the first one after it."""
    before = [moment for moment in traces if moment < began]
    after = [moment for moment in traces if moment >= ended]
    return max(before, default=None), min(after, default=None)


def suggested(
    closes_at: datetime, *, began: datetime, ended: datetime, calendar: WorkingDays
) -> datetime:
    """Five in the afternoon of the first working day that gives back what was lost.

    A call that closed on Wednesday at 17:00, three hours of which were lost:

    >>> from datetime import UTC
    >>> close = datetime(2026, 6, 10, 9, tzinfo=UTC)
    >>> outage = {"began": close - timedelta(hours=3), "ended": close}
    >>> suggested(close, **outage, calendar=WorkingDays()).isoformat()
    '2026-06-11T17:00:00+08:00'
    """
    whole = (max(closes_at, ended) + (ended - began)).astimezone(CITY_TIME)
    day = calendar.on_or_after(whole.date())
    until = datetime.combine(day, USUAL_CLOSE, CITY_TIME)
    if until < whole:
        day = calendar.after(day, 1)
        until = datetime.combine(day, USUAL_CLOSE, CITY_TIME)
    return until
