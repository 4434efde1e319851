"""What is known of the payments of a batch, and how the bank's answers compare."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from foundation.journal.models import Entry
from foundation.money import ZERO
from programs.payments.models import Payment, PaymentBatch, ReplyLine
from programs.payments.rules import Known
from programs.payments.states import BLOCKING, Answer, Outcome, Status

Heard = dict[int, list[ReplyLine]]


def known_of(batch: PaymentBatch) -> dict[str, Known]:
    """Every payment of the batch, with the answers that were posted before."""
    heard: Heard = defaultdict(list)
    posted = ReplyLine.objects.filter(payment__batch=batch, posted_on__isnull=False)
    for line in posted.order_by("posted_on", "id"):
        heard[line.payment_id or 0].append(line)
    return {
        payment.number: _known(payment, heard[payment.pk])
        for payment in batch.payments.all()
    }


def _known(payment: Payment, heard: Iterable[ReplyLine]) -> Known:
    lines = list(heard)
    back = [line.day for line in lines if line.result == Answer.RETURNED]
    return Known(
        account=payment.account_number,
        amount=payment.amount,
        status=payment.status,
        reference=payment.bank_reference or "",
        paid_on=payment.paid_on,
        returned_on=back[-1] if back else _returned_by_hand(payment),
        heard=frozenset((line.result, line.reference, line.day) for line in lines),
    )


def _returned_by_hand(payment: Payment) -> date | None:
    if payment.status != Status.RETURNED:
        return None
    entry = payment.entries.filter(kind="return").order_by("-id").first()
    return entry.booked_on if entry else None


def in_question(batch: PaymentBatch) -> int:
    """How many lines of the last reply contradict what is known, or are strange."""
    lines = ReplyLine.objects.filter(reply=batch.replies.last(), posted_on=None)
    return lines.filter(outcome__in=BLOCKING).count()


def clarified(batch: PaymentBatch) -> "QuerySet[Entry]":
    """What was found each time that it was clarified with the bank."""
    said = Entry.objects.filter(
        subject_type="programs.paymentbatch", subject_id=str(batch.pk), verb="unblock"
    )
    return said.select_related("actor").order_by("at", "id")


@dataclass(frozen=True, slots=True)
class Compared:
    """One payment of a batch, and all that the bank has said of it."""

    payment: Payment
    lines: list[ReplyLine]

    @property
    def state(self) -> str:
        """Open, agreed, or in question."""
        if any(line.outcome in BLOCKING and not line.posted_on for line in self.lines):
            return "question"
        return "open" if self.payment.status == Status.INSTRUCTED else "agreed"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A batch beside the replies to it."""

    rows: list[Compared]
    strangers: list[ReplyLine]  # lines that are about no payment of it
    sent: Decimal
    paid: Decimal
    returned: Decimal
    waiting: Decimal
    told: Decimal  # what the bank has said it paid, each payment once
    wrong_sums: int  # replies that do not add up

    @property
    def in_question(self) -> list[Compared]:
        return [row for row in self.rows if row.state == "question"]

    @property
    def agrees(self) -> bool:
        return self.told == self.paid + self.returned_after_paying and not (
            self.in_question or self.strangers or self.wrong_sums
        )

    @property
    def returned_after_paying(self) -> Decimal:
        back = (
            row.payment.amount
            for row in self.rows
            if row.payment.status == Status.RETURNED and row.payment.paid_on
        )
        return sum(back, ZERO)


def reconciliation(batch: PaymentBatch) -> Reconciliation:
    """In three queries, however many payments and replies there are."""
    heard: Heard = defaultdict(list)
    lines = ReplyLine.objects.filter(reply__batch=batch).select_related("reply")
    for line in lines.order_by("reply", "position"):
        heard[line.payment_id or 0].append(line)
    payments = batch.payments.select_related("award__company").order_by("number")
    rows = [Compared(payment, heard[payment.pk]) for payment in payments]
    told = {
        line.payment_id: line.amount
        for row in rows
        for line in row.lines
        if line.result == Answer.PAID and line.outcome == Outcome.MATCHED
    }
    return Reconciliation(
        rows=rows,
        strangers=heard[0],
        sent=batch.total,
        paid=_sum(rows, Status.PAID),
        returned=_sum(rows, Status.RETURNED),
        waiting=_sum(rows, Status.INSTRUCTED),
        told=sum(told.values(), ZERO),
        wrong_sums=batch.replies.filter(totals_differ=True).count(),
    )


def _sum(rows: Iterable[Compared], status: str) -> Decimal:
    amounts = (row.payment.amount for row in rows if row.payment.status == status)
    return sum(amounts, ZERO)
