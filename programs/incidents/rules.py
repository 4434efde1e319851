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
    latest: datetime, *, began: datetime, ended: datetime, calendar: WorkingDays
) -> datetime:
    """Five in the afternoon of the first working day after what was lost is made up.

    `latest` is the close or the present, whichever comes later. Three hours were lost
    of a call that closed on a Wednesday at 17:00, and then on a Friday:

    >>> from datetime import UTC
    >>> wednesday = datetime(2026, 6, 10, 9, tzinfo=UTC)
    >>> lost = {"began": wednesday - timedelta(hours=3), "ended": wednesday}
    >>> for day in (wednesday, wednesday + timedelta(days=2)):
    ...     print(suggested(day, **lost, calendar=WorkingDays()))
    2026-06-11 17:00:00+08:00
    2026-06-15 17:00:00+08:00
    """
    whole = (max(latest, ended) + (ended - began)).astimezone(CITY_TIME)
    return datetime.combine(calendar.after(whole.date(), 1), USUAL_CLOSE, CITY_TIME)
