"""What is unusual about the close of a call."""

from datetime import datetime, time

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.periods import CITY_TIME
from foundation.places.rules import WorkingDays

USUAL_CLOSE = time(17)


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
