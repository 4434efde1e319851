"""Taking people into the pool of experts, and correcting what is known of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from foundation.accounts.actions import give
from foundation.accounts.models import System, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import use_case
from programs.experts.models import Expert


@use_case
def enlist(  # noqa: PLR0913  # an expert's record has that many sides
    *,
    email: str,
    name: str,
    employer: str,
    fields: Sequence[str],
    by: User | System,
    at: datetime,
    title: str = "",
    former_employers: Sequence[str] = (),
) -> Expert:
    """Take somebody into the pool, with an account; who is in it stays as they are."""
    if not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name=name)
    expert, new = Expert.objects.get_or_create(
        user=user,
        defaults={
            "title": title,
            "employer": employer,
            "former_employers": list(former_employers),
            "fields": list(fields),
        },
    )
    if new:
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
