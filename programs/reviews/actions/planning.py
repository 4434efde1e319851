"""Dates of a review, and reminding experts of what is due."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import several_units, use_case
from programs.calls.models import Call
from programs.reviews.models import Assignment, ReviewPlan, ReviewReminder
from programs.reviews.queries import Reminded, to_remind
from programs.reviews.rules import is_office_hour
from programs.reviews.states import TO_DO, Step


@use_case
def plan(call: Call, *, by: Actor, at: datetime, **facts: Any) -> ReviewPlan:
    """Say when and how a call is reviewed; `facts` are what changes of it."""
    if not by.may(Permission.DRAW_EXPERTS, at=call):
        raise PermissionDenied
    kept: ReviewPlan = ReviewPlan.objects.get_or_create(call=call)[0]
    for name, value in facts.items():
        setattr(kept, name, value)
    if by.pk is not None:
        kept.set_at, kept.set_by_id = at, by.pk
    kept.save()
    told = {name: str(value) for name, value in facts.items()}
    record(kept, "plan", by=by, **told)
    return kept


@several_units
def remind_due(now: datetime, *, most: int = 200) -> int:
    """Remind of the reviews whose next step has begun; say how many were told."""
    found = to_remind(city_day(now))[:most] if is_office_hour(now) else []
    return sum(remind(each, now=now) for each in found)


@use_case
def remind(due: Reminded, *, now: datetime) -> bool:
    """Tell an expert once before each step how much is left of one call.

    The rows that say so are of the same transaction as the letter: whoever is killed on
    the way has told nobody, and nobody is told twice.
    """
    rows = Assignment.objects.filter(pk__in=due.assignments, status__in=TO_DO)
    left = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    told = [each for each in left if _is_new(each, due.step, now)]
    if not told:
        return False
    expert, call = due.expert, due.call
    post(
        "review_reminder",
        to=expert.user,
        key=f"review_reminder:{told[0].pk}:{due.due_on}:{due.step}",
        at=now,
        call=call.title,
        count=len(left),
        due_on=due.due_on.isoformat(),
        late=due.step == Step.LATE,
    )
    return True


def _is_new(assignment: Assignment, step: Step, now: datetime) -> bool:
    return ReviewReminder.objects.get_or_create(
        assignment=assignment,
        due_on=assignment.due_on,
        step=step,
        defaults={"sent_on": now},
    )[1]
