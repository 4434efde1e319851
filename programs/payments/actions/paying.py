"""Signing a payment and sending it off; the database knows what holds it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.numbering import next_number
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.agreements.queries import account_of
from programs.monitoring.queries import holding
from programs.payments.actions.gates import look_at_gates
from programs.payments.models import NOT_NOW, Payment, Tranche, copied_from
from programs.payments.models.signatures import SENT
from programs.payments.states import Status

PREFIX = "ZF"  # 支付


@use_case
def request(tranche: Tranche, *, by: Actor, at: datetime) -> Payment:
    """Ask for a tranche to be paid: the first signature. Asking twice asks once.

    It goes to the account that is verified today, and is frozen with it.
    """
    if not by.may(Permission.REQUEST_PAYMENT, at=tranche):
        raise PermissionDenied
    Tranche.objects.select_for_update(no_key=True).get(pk=tranche.pk)
    mine = tranche.payments.filter(status=Status.REQUESTED, requested_by=by.pk)
    waiting: Payment | None = mine.first()
    if waiting is not None:
        return waiting
    _refuse_late(tranche, at)
    account = account_of(tranche.award.company)
    if account is None:
        raise Refusal(_("The company has no verified bank account."), code="account")
    look_at_gates(tranche, by=by, at=at)
    payment: Payment = Payment.objects.create(
        number=next_number(PREFIX, city_day(at).year),
        award=tranche.award,
        tranche=tranche,
        amount=tranche.amount,
        **copied_from(account),
        requested_at=at if by.pk else None,
        requested_by_id=by.pk,
    )
    record(payment, "request", by=by, amount=str(payment.amount))
    return payment


def _refuse_late(tranche: Tranche, at: datetime) -> None:
    """Say before three people have signed what the database would say after them."""
    if holding(tranche.award, city_day(at)):
        raise Refusal(NOT_NOW["overdue"], code="blocked")


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
    advance(payment, verb, by=by, **stamp(stem, by=by, at=at))


@several_units
def instruct(payment: Payment, *, by: Actor, at: datetime) -> None:
    """Send it to the bank, if nothing holds it back (I8).

    The facts are asked once more: a condition that has shut stays shut, whether or not
    the payment goes.
    """
    if not by.may(Permission.BOOK_PAYMENT, at=payment):
        raise PermissionDenied
    look_at_gates(payment.tranche, by=by, at=at)
    send(payment, by=by, at=at)


@use_case
def send(payment: Payment, *, by: Actor, at: datetime) -> None:
    """It leaves: by itself, or with the batch that its sender releases."""
    advance(payment, "instruct", by=by, **stamp(SENT, by=by, at=at))


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
