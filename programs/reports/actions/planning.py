"""Which reports are wanted, by whom, and the promise of each period."""

from datetime import datetime
from typing import Any

from foundation.accounts.models import System, User
from foundation.journal.actions import record
from foundation.periods import Period, city_day
from foundation.places.models import working_days
from foundation.places.rules import WorkingDays
from foundation.refusals import use_case
from programs.reports import rules
from programs.reports.models import Run, Schedule, Subscription
from programs.reports.queries import may_schedule
from programs.reports.states import RunState


@use_case
def schedule(*, by: User | System, at: datetime, **terms: Any) -> Schedule:
    """Have a report made for every period from `first_day` on."""
    may_schedule(by)
    made = Schedule(**terms, changed_at=at if by.pk else None, changed_by_id=by.pk)
    made.full_clean()
    made.save()
    record(made, "schedule", by=by, report=made.definition, cadence=made.cadence)
    return made


@use_case
def stop(schedule: Schedule, *, by: User, at: datetime, reason: str) -> None:
    """Plan no more periods; what is planned is still made."""
    may_schedule(by)
    schedule.is_active, schedule.changed_at, schedule.changed_by = False, at, by
    schedule.save(update_fields=["is_active", "changed_at", "changed_by"])
    record(schedule, "stop", by=by, reason=reason)


@use_case
def subscribe(schedule: Schedule, user: User, *, by: User | System) -> Subscription:
    """Send every coming issue to `user`, for as long as they may read reports."""
    may_schedule(by)
    made = Subscription.objects.create(schedule=schedule, user=user)
    record(schedule, "subscribe", by=by, user=user.pk)
    return made


@use_case
def unsubscribe(subscription: Subscription, *, by: User | System) -> None:
    may_schedule(by)
    schedule, user = subscription.schedule, subscription.user_id
    subscription.delete()
    record(schedule, "unsubscribe", by=by, user=user)


@use_case
def plan(now: datetime) -> int:
    """Promise every period that has ended; say how many were not promised before.

    The database keeps a period from being promised twice, so that any number of
    planners may run at any time. Periods too old to be wanted are kept as skipped.
    """
    schedules = list(Schedule.objects.filter(is_active=True))
    promised = Run.objects.filter(schedule__in=schedules)
    known = set(promised.values_list("schedule_id", "period_start"))
    calendar = working_days()
    missing = [
        _promise(each, period, calendar, now)
        for each in schedules
        for period in rules.periods(each.cadence, each.first_day, city_day(now))
        if (each.pk, period.start) not in known
    ]
    Run.objects.bulk_create(missing, ignore_conflicts=True)
    late = Run.objects.all().given_up(now)
    Run.objects.filter(pk__in=late.values("pk")).update(state=RunState.SKIPPED)
    return len(missing)


def _promise(
    schedule: Schedule, period: Period, calendar: WorkingDays, now: datetime
) -> Run:
    due = rules.due_at(period, schedule.working_day, schedule.due_time, calendar)
    too_late = rules.is_given_up(due, schedule.grace_days, now)
    return Run(
        schedule=schedule,
        period_start=period.start,
        period_end=period.end,
        due_at=due,
        retry_after=due,
        state=RunState.SKIPPED if too_late else RunState.PLANNED,
    )
