"""When calls open and close: what is unusual about a close, and the year after."""

from calendar import isleap
from datetime import datetime, time

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.periods import CITY_TIME
from foundation.places.rules import WorkingDays

USUAL_CLOSE = time(17)
FEBRUARY, SHORT_MONTH = 2, 28


def caution(closes_at: datetime, calendar: WorkingDays) -> StrOrPromise | None:
    """What is unusual about a close, or None; applicants get help until 17:00 (D§2.1).

    >>> from datetime import UTC
    >>> caution(datetime(2026, 3, 31, 9, tzinfo=UTC), WorkingDays()) is None
    True
    >>> caution(datetime(2026, 3, 29, 9, tzinfo=UTC), WorkingDays()) is None
    False
    """
    local = closes_at.astimezone(CITY_TIME)
    if not calendar.works(local.date()):
        return _("The call closes on a day on which nobody works.")
    if local.time() != USUAL_CLOSE:
        return _("The call does not close at 17:00, as calls usually do.")
    return None


def years_later(moment: datetime, years: int) -> datetime:
    """The same day and hour of another year, by the city's clock.

    >>> from datetime import UTC
    >>> years_later(datetime(2028, 2, 29, 1, tzinfo=UTC), 1).isoformat()
    '2029-02-28T09:00:00+08:00'
    """
    local = moment.astimezone(CITY_TIME)
    leap = local.month == FEBRUARY and local.day > SHORT_MONTH
    day = SHORT_MONTH if leap and not isleap(local.year + years) else local.day
    return local.replace(year=local.year + years, day=day)
