"""Signing a payment and sending it off; the database knows what holds it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.periods import city_day
from foundation.refusals import use_case
from programs.payments.models import Payment, Tranche
from programs.payments.states import Status

PREFIX = "ZF"  # 支付


@use_case
def request(
    tranche: Tranche, *, by: Actor, at: datetime, account_name: str = ""
) -> Payment:
    """Ask for a tranche to be paid: the first signature. Asking twice asks once."""
    if not by.may(Permission.REQUEST_PAYMENT, at=tranche):
        raise PermissionDenied
    Tranche.objects.select_for_update(no_key=True).get(pk=tranche.pk)
    mine = tranche.payments.filter(status=Status.REQUESTED, requested_by=by.pk)
    waiting: Payment | None = mine.first()
    if waiting is not None:
        return waiting
    payment: Payment = Payment.objects.create(
        number=next_number(PREFIX, city_day(at).year),
        award=tranche.award,
        tranche=tranche,
        amount=tranche.amount,
        account_name=account_name.strip() or tranche.award.company.name,
        requested_at=at if by.pk else None,
        requested_by_id=by.pk,
    )
    record(payment, "request", by=by, amount=str(payment.amount))
    return payment


@use_case
def check(payment: Payment, *, by: Actor, at: datetime) -> None:
    """The second signature: amount, account and evidence are as they should be."""
    _sign(payment, "check", "checked", Status.CHECKED, by=by, at=at)


@use_case
def approve(payment: Payment, *, by: Actor, at: datetime) -> None:
    """The third signature; a large payment needs one more."""
    _sign(payment, "approve", "approved", Status.APPROVED, by=by, at=at)


@use_case
def clear(payment: Payment, *, by: Actor, at: datetime) -> None:
    """Approve it again: what is large needs a leader as well."""
    _sign(payment, "clear", "cleared", Status.CLEARED, by=by, at=at)


def _sign(
    payment: Payment, verb: str, stem: str, to: str, *, by: Actor, at: datetime
) -> None:
    """Pressing twice signs once."""
    if payment.status == to and getattr(payment, f"{stem}_by_id") == by.pk:
        return
    signed = {f"{stem}_at": at if by.pk else None, f"{stem}_by_id": by.pk}
    advance(payment, verb, by=by, **signed)


@use_case
def instruct(payment: Payment, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Send it to the bank, if nothing holds it back (I8)."""
    advance(payment, "instruct", by=by)


@use_case
def cancel(payment: Payment, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    advance(payment, "cancel", by=by, reason=reason)


@use_case
def decline(payment: Payment, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Whoever checks it says no; the tranche can be requested again."""
    advance(payment, "decline", by=by, reason=reason)


@use_case
def decline_large(payment: Payment, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """The second approval is refused."""
    advance(payment, "decline_large", by=by, reason=reason)
