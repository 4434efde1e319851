"""When the people of an unfinished draft are reminded; pure."""

from datetime import datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.periods import CITY_TIME

MORNING = time(9)


class Step(models.TextChoices):
    """From the first reminder to the last."""

    WEEK = "week", _("seven days before")
    DAYS = "days", _("three days before")
    EVE = "eve", _("the day before")
    LAST = "last", _("24 hours before")


DAYS_BEFORE = {Step.WEEK: 7, Step.DAYS: 3, Step.EVE: 1}
EARLIEST = timedelta(days=8)  # no step begins earlier than this before a close


def begins(step: Step, closes_at: datetime) -> datetime:
    """From when on a step is due: on the morning of its day, or at 24 hours exactly.

    >>> from datetime import UTC
    >>> close = datetime(2026, 3, 31, 9, tzinfo=UTC)
    >>> [f"{begins(step, close):%m-%d %H:%M}" for step in Step]
    ['03-24 09:00', '03-28 09:00', '03-30 09:00', '03-30 09:00']
    """
    if step == Step.LAST:
        return closes_at - timedelta(hours=24)
    day = closes_at.astimezone(CITY_TIME).date() - timedelta(days=DAYS_BEFORE[step])
    return datetime.combine(day, MORNING, CITY_TIME)


def due(closes_at: datetime, now: datetime) -> Step | None:
    """The last step that has begun; those slept through are not caught up.

    >>> from datetime import UTC
    >>> close = datetime(2026, 3, 31, 9, tzinfo=UTC)
    >>> due(close, datetime(2026, 3, 23, tzinfo=UTC)) is None, due(close, close)
    (True, None)
    >>> due(close, datetime(2026, 3, 29, tzinfo=UTC))
    Step.DAYS
    """
    if now >= closes_at:
        return None
    begun = [step for step in Step if begins(step, closes_at) <= now]
    return begun[-1] if begun else None
