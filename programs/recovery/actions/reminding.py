"""Reminding who owes: before the due date, and the longer after it the more firmly."""

from datetime import datetime

from django.db.models import Q

from foundation.periods import city_day
from foundation.refusals import several_units, use_case
from programs.recovery.actions.telling import tell
from programs.recovery.models import Recovery
from programs.recovery.queries import left_of, to_remind
from programs.recovery.states import DUE


@several_units
def remind_due(now: datetime, *, most: int = 200) -> int:
    """Remind of every demand whose next step has begun; say how many."""
    found = to_remind(city_day(now), most=most)
    return sum(remind(recovery, step, now=now) for recovery, step in found)


@use_case
def remind(recovery: Recovery, step: int, *, now: datetime) -> bool:
    """Tell the company once for this step, unless it has paid meanwhile.

    The row says so in the transaction of the mails: nobody is told twice.
    """
    rows = Recovery.objects.filter(pk=recovery.pk, status__in=DUE)
    fresh = rows.filter(Q(reminded=None) | Q(reminded__lt=step))
    if not fresh.update(reminded=step):
        return False
    days = {"days": abs(step), "late": step > 0}
    tell(
        recovery, "recovery_reminder", left_of(recovery), at=now, once=str(step), **days
    )
    return True
