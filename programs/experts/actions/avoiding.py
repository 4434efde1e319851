"""What an applicant may ask about experts, and conflicts put on record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, several_units, use_case
from programs.applications.models import Application
from programs.experts.models import Avoidance, Conflict
from programs.experts.queries import Found
from programs.experts.rules import MOST_AVOIDED


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of an applicant's request: whom, by which name, and why."""

    whom: str
    name: str
    reason: str


@use_case
def ask_to_avoid(
    application: Application, wishes: Sequence[Wish], *, by: Actor, at: datetime
) -> list[Avoidance]:
    """Keep whom the applicant asks not to be judged by, instead of what it asked for.

    The database refuses it once the application is with the experts.
    """
    if not by.may(Permission.SUBMIT_APPLICATION, at=application):
        raise PermissionDenied
    if len(wishes) > MOST_AVOIDED:
        raise Refusal(_("At most three experts or employers."), code="position")
    application.avoidances.all().delete()
    kept = [
        Avoidance(
            application=application,
            position=position,
            whom=wish.whom,
            name=wish.name.strip(),
            reason=wish.reason.strip(),
            asked_at=at if by.pk else None,
            asked_by_id=by.pk,
        )
        for position, wish in enumerate(wishes, 1)
    ]
    Avoidance.objects.bulk_create(kept)
    record(application, "ask_to_avoid", by=by, named=len(kept))
    return kept


@several_units  # rows of the caller's unit of work
def keep_conflicts(found: Collection[Found]) -> None:
    """Put on record what the data show, whoever is drawn in the end."""
    rows = [
        Conflict(expert=each.expert, application=each.application, kind=each.kind)
        for each in found
    ]
    Conflict.objects.bulk_create(rows, ignore_conflicts=True)
