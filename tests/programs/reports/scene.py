"""Schedules with readers, and runs that are due: what the tests of reports stand on."""

from datetime import UTC, date, datetime, time
from typing import Any

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Role
from programs.models import Issue, Run, Schedule
from programs.reports import actions
from tests import city

DUE = datetime(2026, 7, 14, 0, 30, tzinfo=UTC)  # Q2's tenth working day, 08:30 there
SOON_AFTER = datetime(2026, 7, 14, 0, 31, tzinfo=UTC)


def a_reader(language: str = "zh-hans") -> User:
    reader = city.a_user(Role.LEADER)
    User.objects.filter(pk=reader.pk).update(language=language)
    reader.language = language
    return reader


def a_schedule(*readers: User, **terms: Any) -> Schedule:
    """R4 for the second quarter of 2026 and every one after it."""
    given = {
        "code": f"schedule-{city.serial()}",
        "definition": "R4",
        "cadence": "quarterly",
        "working_day": 10,
        "due_time": time(8, 30),
        "first_day": date(2026, 4, 1),
    } | terms
    made = actions.schedule(by=SYSTEM, at=DUE, **given)
    for reader in readers:
        actions.subscribe(made, reader, by=SYSTEM)
    return made


def a_run(*readers: User, **terms: Any) -> Run:
    """The run of the second quarter, planned on the day it is due."""
    schedule = a_schedule(*readers, **terms)
    actions.plan(SOON_AFTER)
    return Run.objects.get(schedule=schedule)


def a_claimed_run(*readers: User, **terms: Any) -> Run:
    a_run(*readers, **terms)
    claimed = actions.claim(SOON_AFTER)
    assert claimed is not None
    return claimed


def an_issue(*readers: User, **terms: Any) -> Issue:
    made = actions.build(a_claimed_run(*readers, **terms), now=SOON_AFTER)
    assert made is not None
    return made
