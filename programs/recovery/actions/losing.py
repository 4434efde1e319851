"""Writing off what cannot be had: asked for by one person, decided by another.

The loss is in the ledger with an account of its own, and the award counts it: nothing
disappears, and what comes in later undoes the write-off first.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.periods import city_day
from foundation.refusals import use_case
from programs.payments.models import LedgerEntry
from programs.payments.states import EntryKind
from programs.recovery.actions.booking import held
from programs.recovery.actions.demanding import Named
from programs.recovery.actions.entries import enter, opposite
from programs.recovery.models import Allotment, Recovery, WriteOff
from programs.recovery.states import Part

LOST_AS = {Part.PRINCIPAL: EntryKind.WRITE_OFF, Part.INTEREST: EntryKind.REMISSION}


@use_case
def ask_write_off(  # a request is basis, explanation and document
    recovery: Recovery,
    *,
    basis: str,
    explanation: str,
    by: Actor,
    at: datetime,
    document: Named | None = None,
) -> WriteOff:
    """Ask that what is left be written off, with the document that allows it."""
    if not by.may(Permission.PROPOSE_RECOVERY, at=recovery):
        raise PermissionDenied
    asked: WriteOff = WriteOff.objects.create(
        recovery=recovery,
        basis=basis.strip(),
        explanation=explanation.strip(),
        document=receive(*document, by=by, at=at) if document else None,
        asked_at=at if by.pk else None,
        asked_by_id=by.pk,
    )
    record(recovery, "ask_write_off", by=by, basis=asked.basis)
    return asked


@use_case
def write_off(request: WriteOff, *, by: Actor, at: datetime) -> None:
    """Decide that all that is left is lost, and enter it as a loss."""
    recovery = request.recovery
    held(recovery)
    decided = {"decided_at": at if by.pk else None, "decided_by_id": by.pk}
    advance(request, "write_off", by=by, **decided)
    for claim in recovery.claims.all():
        if claim.left:
            kind = LOST_AS[Part(claim.part)]
            enter(claim, kind, claim.left, under=request, by=by, at=at)
    give_up(recovery, by=by, at=at)


@use_case
def give_up(recovery: Recovery, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """It ends with a loss."""
    advance(recovery, "give_up", by=by)


@use_case
def refuse(request: WriteOff, *, by: Actor, at: datetime, reason: str) -> None:
    """It stays owed."""
    decided = {"decided_at": at if by.pk else None, "decided_by_id": by.pk}
    advance(request, "refuse", by=by, reason=reason, **decided)


@use_case
def take_up(recovery: Recovery, *, by: Actor, at: datetime, reason: str) -> None:
    """Undo a write-off, because something can be had after all."""
    held(recovery)
    advance(recovery, "take_up", by=by, reason=reason)
    lost = Allotment.objects.filter(write_off__recovery=recovery)
    for entry in opposite(lost):
        _reverse(entry, by=by, at=at)


def _reverse(entry: LedgerEntry, *, by: Actor, at: datetime) -> None:
    """As `payments.reverse` does, by the right to write off."""
    LedgerEntry.objects.create(
        award_id=entry.award_id,
        kind=EntryKind.REVERSAL,
        source=entry.source,
        debit=entry.credit,
        credit=entry.debit,
        amount=entry.amount,
        booked_on=city_day(at),
        booked_at=at if by.pk else None,
        booked_by_id=by.pk,
        reverses=entry,
        reference=entry.reference,
    )
