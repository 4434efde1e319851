"""Payments that go to the bank together: drawn up by one, released by another."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.money import ZERO
from foundation.moves import Actor, advance, stamp
from foundation.numbering import next_number
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.payments.actions.gates import look_at_gates
from programs.payments.actions.paying import send
from programs.payments.models import Payment, PaymentBatch
from programs.payments.rules import Order, write_file

PREFIX = "PC"  # 批次
WITH = ("award__program", "tranche")


@use_case
def draw_up(
    *, payments: Sequence[Payment], by: Actor, at: datetime
) -> PaymentBatch:  # fmt: skip
    """Put approved payments of one source into a file for the bank.

    The file is frozen with its hash; it leaves when another person releases it.
    """
    if not by.may(Permission.BOOK_PAYMENT):
        raise PermissionDenied
    held = _held(payments)
    sources = {payment.tranche.source for payment in held}
    if len(sources) != 1:
        raise Refusal(_("Choose payments, all of one source of money."), code="source")
    number = next_number(PREFIX, city_day(at).year)
    content = write_file(number, city_day(at), [_order(each) for each in held])
    batch = PaymentBatch.objects.create(
        number=number,
        source=sources.pop(),
        count=len(held),
        total=sum((payment.amount for payment in held), ZERO),
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        **stamp("drawn", by=by, at=at),
    )
    Payment.objects.filter(pk__in=[payment.pk for payment in held]).update(batch=batch)
    record(batch, "draw_up", by=by, payments=[str(each) for each in held])
    return batch


def _held(payments: Iterable[Payment]) -> list[Payment]:
    rows = Payment.objects.filter(pk__in=[payment.pk for payment in payments])
    locked = rows.select_for_update(no_key=True, of=("self",))
    return list(locked.select_related(*WITH).order_by("number"))


def _order(payment: Payment) -> Order:
    return Order(
        payment=payment.number,
        holder=payment.account_name,
        bank=payment.account_bank,
        branch_code=payment.branch_code,
        account=payment.account_number,
        amount=payment.amount,
        purpose=f"{payment.award.number}/{payment.tranche.sequence}",
    )


@several_units
def release(batch: PaymentBatch, *, by: Actor, at: datetime) -> None:
    """Send it to the bank, all of it or nothing: the second signature of a batch.

    The facts before each payment are asked once more first.
    """
    if not by.may(Permission.BOOK_PAYMENT):
        raise PermissionDenied
    for payment in batch.payments.select_related("tranche__award"):
        look_at_gates(payment.tranche, by=by, at=at)
    _release(batch, by=by, at=at)


@use_case
def _release(batch: PaymentBatch, *, by: Actor, at: datetime) -> None:
    advance(batch, "release", by=by, **stamp("released", by=by, at=at))
    for payment in _held(batch.payments.all()):
        try:
            send(payment, by=by, at=at)
        except Refusal as refusal:
            raise Refusal(
                _("%(payment)s: %(why)s Discard the batch and draw it up without."),
                code=str(refusal.code),
                params={"payment": payment.number, "why": refusal.sentence},
            ) from refusal


@use_case
def discard(batch: PaymentBatch, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Give up a batch that has not left; its payments can be put into another."""
    advance(batch, "discard", by=by, reason=reason)
    batch.payments.update(batch=None)
