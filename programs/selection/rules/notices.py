"""How long a list stands before the public, in working days (D§1.5)."""

from datetime import date, datetime, timedelta

from foundation.periods import city_day, midnight
from foundation.places.rules import WorkingDays

DAY = timedelta(days=1)


def last_day(ends: datetime) -> date:
    """The last whole day of a window, as people read it: windows end at midnight."""
    return city_day(ends) - DAY


def windows(
    published: datetime, calendar: WorkingDays, notice_days: int, objection_days: int
) -> tuple[datetime, datetime]:
    """When the notice ends and until when objections are taken.

    A day of publication that is worked counts; both windows end with their last day.

    >>> from datetime import date
    >>> from foundation.periods import CITY_TIME
    >>> monday = datetime(2016, 11, 7, 10, tzinfo=CITY_TIME)
    >>> [end - DAY for end in windows(monday, WorkingDays(), 5, 5)] == [
    ...     midnight(date(2016, 11, 11)), midnight(date(2016, 11, 18))]
    True
    """
    last = calendar.after(city_day(published) - DAY, notice_days)
    until = calendar.after(last, objection_days)
    return midnight(last + DAY), midnight(until + DAY)
