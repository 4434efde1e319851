"""Reads around reports: the database's clock, who receives, what is still to come."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, models

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.periods import Period, city_day
from foundation.places.models import working_days
from programs.reports import rules
from programs.reports.dataset import Dataset
from programs.reports.definitions import DEFINITIONS
from programs.reports.metrics.reading import snapshot
from programs.reports.models import Issue, Run, Schedule
from programs.reports.states import RunState


def clock() -> datetime:
    """The database's time: leases and due times are read off one clock only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]  # a timestamptz


def may_schedule(by: Actor) -> None:
    """Let nobody else change what is reported when, and to whom."""
    if not by.may(Permission.MANAGE_SCHEDULES):
        raise PermissionDenied


def draw_up(
    definition: str, days: Run | Issue, *, until: datetime | None = None
) -> Dataset:
    """The dataset of a period: everything in it is read from one snapshot."""
    period = Period(days.period_start, days.period_end)
    with snapshot() as read_at:
        as_of = min(read_at, until or read_at)
        return DEFINITIONS[definition].build(rules.Scope(period, as_of))


def receivers(schedule: Schedule) -> models.QuerySet[User]:
    """Subscribers who may read reports today."""
    entitled = RoleGrant.objects.with_permission(Permission.READ_REPORTS)
    return User.objects.filter(
        subscriptions__schedule=schedule, is_active=True, pk__in=entitled.values("user")
    ).order_by("pk")


def revisions(issue: Issue) -> models.QuerySet[Issue]:
    """Every issue of the same schedule and period, the newest first."""
    return (
        Issue.objects.filter(
            schedule=issue.schedule_id, period_start=issue.period_start
        )
        .defer("dataset")
        .order_by("-revision")
    )


def broken_promises() -> models.QuerySet[Run]:
    """Runs whose time has come and that did not become issues, the latest first."""
    waiting = Run.objects.exclude(state=RunState.BUILT).select_related("schedule")
    return waiting.order_by("-due_at", "pk")


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A period that is not over yet, and when its report is due."""

    schedule: Schedule
    period: Period
    due_at: datetime


def upcoming(now: datetime) -> list[Upcoming]:
    """The next report of every active schedule, the next due first."""
    calendar, found = working_days(), []
    for schedule in Schedule.objects.filter(is_active=True):
        day = max(city_day(now), schedule.first_day)
        period = rules.PERIODS[schedule.cadence](day)
        due = rules.due_at(period, schedule.working_day, schedule.due_time, calendar)
        found.append(Upcoming(schedule, period, due))
    return sorted(found, key=lambda each: (each.due_at, each.schedule.code))
