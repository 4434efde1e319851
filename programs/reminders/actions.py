"""Reminding the people of unfinished drafts, once each before each step."""

from datetime import datetime

from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.outbox.actions import post
from foundation.periods import CITY_TIME
from foundation.refusals import several_units, use_case
from programs.applications.models import Application, Draft
from programs.applications.queries import gaps, kept_files
from programs.applications.states import Status
from programs.reminders.models import Reminder
from programs.reminders.queries import waiting
from programs.reminders.rules import Step
from startups.companies.models import Member


@several_units
def remind_due(now: datetime, *, most: int = 200) -> int:
    """Remind of drafts whose next step has begun, each by itself; say how many."""
    found = waiting(now)[:most]
    return sum(remind(each, step, ends, now=now) for each, step, ends in found)


@use_case
def remind(
    application: Application, step: Step, closes_at: datetime, *, now: datetime
) -> bool:
    """Tell everybody who writes this draft, unless it was handed in meanwhile.

    The row that says so is of the same transaction as the letters: whoever is killed
    on the way has told nobody, and nobody is told twice.
    """
    draft = Draft.objects.locked(application)
    _row, new = Reminder.objects.get_or_create(
        application=application,
        closes_at=closes_at,
        step=step,
        defaults={"sent_on": now},
    )
    if draft.application.status != Status.DRAFT or not new:
        return False
    missing = len(gaps(draft, kept_files(application)))
    for user in _writers(application):
        post(
            "draft_reminder",
            to=user,
            key=f"draft_reminder:{application.pk}:{closes_at:%Y%m%d%H%M}:{step}:{user.pk}",
            at=now,
            number=application.number,
            company=application.company.name,
            call=application.call.title,
            closes=f"{closes_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}",
            missing=missing,
            path=reverse("application-edit", args=[application.number]),
        )
    return True


def _writers(application: Application) -> list[User]:
    members = Member.objects.of(application.company)
    people = [member.user for member in members if member.user.is_active]
    return [user for user in people if user.may(Permission.APPLY, at=application)]
