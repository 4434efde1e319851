"""Installments: each under its treasury receipt, counted toward the claims, undone.

A recovery settles itself with the installment that leaves nothing, and opens again with
the reversal that leaves something.
"""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.awards.models import Award
from programs.payments.actions import reverse
from programs.payments.states import EntryKind
from programs.recovery.actions.demanding import Named
from programs.recovery.actions.entries import enter, opposite
from programs.recovery.actions.telling import tell
from programs.recovery.models import Claim, Recovery, Repayment
from programs.recovery.queries import left_of
from programs.recovery.rules import allocate
from programs.recovery.states import Part, Status

BOOKED_AS = {Part.PRINCIPAL: EntryKind.RECOVERY, Part.INTEREST: EntryKind.INTEREST}


@use_case
def repay(  # an installment is receipt, amount, day and document
    recovery: Recovery,
    *,
    amount: Decimal,
    receipt: str,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    document: Named | None = None,
) -> Repayment:
    """Book what has come back under a receipt; the same receipt is booked once."""
    if not by.may(Permission.BOOK_PAYMENT, at=recovery):
        raise PermissionDenied
    held(recovery)
    number, day = receipt.strip(), received_on or city_day(at)
    done = recovery.repayments.filter(receipt=number, amount=amount, stands=True)
    if before := done.first():
        return before
    _may_be_booked(recovery, amount, day, city_day(at))
    repayment = Repayment.objects.create(
        recovery=recovery,
        receipt=number,
        received_on=day,
        amount=amount,
        document=receive(*document, by=by, at=at) if document else None,
        booked_at=at if by.pk else None,
        booked_by_id=by.pk,
    )
    _allot(repayment, by=by, at=at)
    record(recovery, "repay", by=by, amount=str(amount), receipt=number)
    _settle_if_done(recovery, repayment, by=by, at=at)
    return repayment


@several_units  # part of the caller's unit of work
def held(recovery: Recovery) -> None:
    """Lock the award and then the recovery, and look again."""
    Award.objects.select_for_update(no_key=True).get(pk=recovery.award_id)
    rows = Recovery._base_manager.select_for_update(no_key=True)
    recovery.refresh_from_db(from_queryset=rows)


def _may_be_booked(recovery: Recovery, amount: Decimal, day: date, today: date) -> None:
    left = left_of(recovery)
    if amount <= 0:
        raise Refusal(_("A repayment is more than zero."), code="amount")
    if amount > left:
        said = _("Of this demand %(left)s yuan are left; %(asked)s yuan are too much.")
        facts = {"left": f"{left:,.2f}", "asked": f"{amount:,.2f}"}
        raise Refusal(said, code="amount", params=facts)
    if day > today:
        raise Refusal(_("This day is still to come."), code="received_on")


def _allot(repayment: Repayment, *, by: Actor, at: datetime) -> None:
    claims = {
        (claim.source, claim.part): claim
        for claim in Claim.objects.filter(recovery=repayment.recovery)
    }
    left = {key: claim.left for key, claim in claims.items()}
    for key, amount in allocate(repayment.amount, left).items():
        kind = BOOKED_AS[Part(key[1])]
        enter(claims[key], kind, amount, under=repayment, by=by, at=at)


def _settle_if_done(
    recovery: Recovery, repayment: Repayment, *, by: Actor, at: datetime
) -> None:
    left = left_of(recovery)
    if not left:
        settle(recovery, by=by, at=at)
    told = {"amount": f"{repayment.amount:,.2f}", "receipt": repayment.receipt}
    once = f"repaid{repayment.pk}"
    tell(recovery, "recovery_repaid", left, at=at, once=once, **told)


@use_case
def settle(recovery: Recovery, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Nothing is left: it ends, and the award may be closed."""
    if recovery.status != Status.SETTLED:
        advance(recovery, "settle", by=by)


@use_case
def reopen(recovery: Recovery, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """What was settled by mistake is owed again."""
    advance(recovery, "reopen", by=by, reason=reason)


@use_case
def undo_repayment(
    repayment: Repayment, *, by: Actor, at: datetime, reason: str
) -> None:
    """Reverse every entry of an installment; what it had settled is owed again."""
    if not by.may(Permission.BOOK_PAYMENT, at=repayment):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    recovery = repayment.recovery
    held(recovery)
    repayment.refresh_from_db()
    if not repayment.stands:
        return
    if recovery.status == Status.SETTLED:
        reopen(recovery, by=by, at=at, reason=reason)
    for entry in opposite(repayment.allotments.all()):
        reverse(entry, by=by, at=at, reason=reason)
    undone = {"undone_at": at if by.pk else None, "undone_by_id": by.pk}
    rows = Repayment.objects.filter(pk=repayment.pk)
    rows.update(stands=False, undone_reason=reason.strip(), **undone)
    repayment.refresh_from_db()
    facts = {"amount": str(repayment.amount), "receipt": repayment.receipt}
    record(recovery, "undo_repayment", by=by, reason=reason, **facts)
