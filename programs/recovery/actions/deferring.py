"""Later dates for a demand: asked for by one, granted by another, ended when missed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.recovery.actions.booking import held
from programs.recovery.actions.demanding import Named
from programs.recovery.actions.telling import tell
from programs.recovery.models import Deferral, DeferredPart, Recovery
from programs.recovery.queries import due_then, left_of, to_lapse
from programs.recovery.rules import reminder_due
from programs.recovery.rules.deferring import Part, check
from programs.recovery.states import ASKS


@use_case
def ask_deferral(  # a request is its dates, the reason and the document
    recovery: Recovery,
    parts: Sequence[Part],
    *,
    reason: str,
    document: Named,
    by: Actor,
    at: datetime,
) -> Deferral:
    """Ask to pay all that is left by later dates."""
    if not any(by.may(each, at=recovery) for each in ASKS):
        raise PermissionDenied
    held(recovery)
    if recovery.due_on is None:
        raise Refusal(_("Only a demand that was sent can be deferred."), code="due")
    left, today = left_of(recovery), city_day(at)
    check(parts, left=left, due_on=recovery.due_on, today=today)
    asked: Deferral = Deferral.objects.create(
        recovery=recovery,
        reason=reason.strip(),
        document=receive(*document, by=by, at=at),
        asked_at=at if by.pk else None,
        asked_by_id=by.pk,
    )
    for due_on, amount in parts:
        DeferredPart.objects.create(deferral=asked, due_on=due_on, amount=amount)
    record(recovery, "ask_deferral", by=by, installments=len(parts))
    return asked


@use_case
def grant(deferral: Deferral, *, by: Actor, at: datetime) -> None:
    """From now on it is owed by these dates; the company is told them."""
    recovery = deferral.recovery
    held(recovery)
    advance(deferral, "grant", by=by, **_decided(by, at))
    plan = "\n".join(map(str, deferral.parts.all()))
    once = str(deferral.pk)
    tell(recovery, "recovery_deferred", left_of(recovery), at=at, once=once, plan=plan)


@use_case
def decline(deferral: Deferral, *, by: Actor, at: datetime, reason: str) -> None:
    """It stays owed by the due date."""
    recovery, once = deferral.recovery, str(deferral.pk)
    advance(deferral, "decline", by=by, reason=reason, **_decided(by, at))
    left = left_of(recovery)
    tell(recovery, "recovery_not_deferred", left, at=at, once=once, reason=reason)


def _decided(by: Actor, at: datetime) -> dict[str, Any]:
    return {"decided_at": at if by.pk else None, "decided_by_id": by.pk}


@use_case
def lapse(deferral: Deferral, *, by: Actor, at: datetime) -> None:
    """An installment was missed: all that is left is due as it was demanded."""
    recovery, today = deferral.recovery, city_day(at)
    held(recovery)
    missed = f"{due_then(recovery, today):,.2f}"
    advance(deferral, "lapse", by=by, lapsed_on=today)
    if recovery.due_on is not None:  # this mail is the reminder of its day
        said = {"reminded": reminder_due(recovery.due_on, today)}
        rows = Recovery.objects.filter(pk=recovery.pk)
        rows.update(reminded_for=recovery.due_on, **said)
    left, once = left_of(recovery), str(deferral.pk)
    tell(recovery, "recovery_deferral_lapsed", left, at=at, once=once, missed=missed)


@several_units
def lapse_missed(now: datetime, *, most: int = 200) -> int:
    """End each deferral of which an installment was missed; say how many."""
    return sum(_lapsed(each, now) for each in to_lapse(city_day(now), most=most))


def _lapsed(deferral: Deferral, now: datetime) -> bool:
    """Whether it did: what was missed may have come in the meantime."""
    try:
        lapse(deferral, by=SYSTEM, at=now)
    except Refusal:
        return False
    return True
