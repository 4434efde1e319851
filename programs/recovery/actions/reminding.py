"""Reminding who owes: before the due date, and the longer after it the more firmly."""

from datetime import datetime
from typing import Any

from foundation.periods import city_day
from foundation.refusals import several_units, use_case
from programs.recovery.actions.telling import tell
from programs.recovery.models import Recovery
from programs.recovery.queries import due_then, to_remind
from programs.recovery.states import DUE


@several_units
def remind_due(now: datetime, *, most: int = 200) -> int:
    """Remind of every demand whose next step has begun; say how many."""
    found = to_remind(city_day(now), most=most)
    return sum(remind(recovery, step, now=now) for recovery, step in found)


@use_case
def remind(recovery: Any, step: int, *, now: datetime) -> bool:
    """Tell the company once for this step, unless it has paid meanwhile.

    The row says so in the transaction of the mails: nobody is told twice. The row is
    one of `queries.to_remind`: it knows by which day it is owed.
    """
    day = recovery.owed_by
    rows = Recovery.objects.filter(pk=recovery.pk, status__in=DUE)
    fresh = rows.exclude(reminded__gte=step, reminded_for=day)
    if not fresh.update(reminded=step, reminded_for=day):
        return False
    told = {"days": abs(step), "late": step > 0, "due": str(day)}
    left = due_then(recovery, day)
    once = str(step) if day == recovery.due_on else f"{day}-{step}"
    tell(recovery, "recovery_reminder", left, at=now, once=once, **told)
    return True
