"""Taking people into the pool of experts, and keeping what is known of them right.

Experts keep their own record right themselves; fields, pool and credit are staff's.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.actions import give
from foundation.accounts.models import System, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.applications.models import Application
from programs.experts.models import Absence, CreditRecord, Employment, Expert


@use_case
def enlist(
    *,
    email: str,
    name: str,
    employer: str,
    fields: Sequence[str],
    by: User | System,
    at: datetime,
    **more: Any,
) -> Expert:
    """Take somebody into the pool, with an account; who is in it stays as they are.

    `more` is what else is known of them: title, specialty, pool, region, capacity.
    """
    if not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name=name)
    expert, new = Expert.objects.get_or_create(
        user=user, defaults={"fields": list(fields), **more}
    )
    if new:
        Employment.objects.create(expert=expert, employer=employer)
        record(expert, "enlist", by=by, employer=employer, fields=list(fields))
    if Role.EXPERT not in user.roles:
        give(user, Role.EXPERT, by=by, at=at, scope=ScopeKind.ASSIGNMENT)
    return expert


@use_case
def describe(expert: Expert, *, by: Actor, **facts: Any) -> None:
    """Correct what is known of an expert, or whether they can be drawn."""
    if not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
    before = {name: str(getattr(expert, name)) for name in facts}
    for name, value in facts.items():
        setattr(expert, name, value)
    expert.save(update_fields=list(facts))
    after = {name: str(value) for name, value in facts.items()}
    record(expert, "describe", by=by, before=before, after=after)


@use_case
def employ(  # an employment is a name and two days
    expert: Expert,
    *,
    employer: str,
    by: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
    row: Employment | None = None,
) -> Employment:
    """Enter or correct an employer, present or past; conflicts follow from it."""
    _theirs_or_staff(expert, by)
    facts = {"employer": employer, "starts_on": starts_on, "ends_on": ends_on}
    kept = row or Employment(expert=expert)
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.save()
    told = {name: str(value) for name, value in facts.items() if value}
    record(expert, "employ", by=by, **told)
    return kept


@use_case
def leave(
    expert: Expert, *, starts_on: date, ends_on: date, by: Actor, note: str = ""
) -> Absence:
    """Enter days on which an expert cannot be drawn."""
    _theirs_or_staff(expert, by)
    kept = Absence.objects.create(
        expert=expert, starts_on=starts_on, ends_on=ends_on, note=note
    )
    days = {"starts_on": str(starts_on), "ends_on": str(ends_on)}
    record(expert, "leave", by=by, **days)
    return kept


@use_case
def end_absence(absence: Absence, *, by: Actor) -> None:
    """Take an absence back."""
    _theirs_or_staff(absence.expert, by)
    record(absence.expert, "end_absence", by=by, days=str(absence))
    absence.delete()


@use_case
def credit(  # a record that must stand by itself
    expert: Expert,
    *,
    points: int,
    reason: str,
    by: Actor,
    at: datetime,
    application: Application | None = None,
) -> CreditRecord:
    """Raise or lower an expert's credit, with the reason and the case it is about."""
    if not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
    if not points or not reason.strip():
        raise Refusal(_("Say by how much, and why."), code="points")
    kept = CreditRecord.objects.create(
        expert=expert,
        points=points,
        reason=reason.strip(),
        application=application,
        recorded_at=at if by.pk else None,
        recorded_by_id=by.pk,
    )
    record(expert, "credit", by=by, reason=reason, points=points)
    return kept


def _theirs_or_staff(expert: Expert, by: Actor) -> None:
    if by.pk != expert.user_id and not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
