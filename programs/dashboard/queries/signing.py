"""Payments that wait for a signature, for the bank, or to be booked."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as Right
from programs.dashboard.queries.waits import Seen, Wait
from programs.payments.models import Payment, PaymentBatch
from programs.payments.queries import LARGE, ready
from programs.payments.states import BatchStatus, Status


def _unsigned(seen: Seen, status: str) -> "QuerySet[Payment]":
    """Never what one has signed oneself."""
    signed = Q(requested_by=seen.user) | Q(checked_by=seen.user)
    rows = Payment.objects.filter(status=status)
    found: QuerySet[Payment] = rows.exclude(signed)
    return found


def _to_check(seen: Seen) -> "QuerySet[Payment]":
    return _unsigned(seen, Status.REQUESTED)


def _to_approve(seen: Seen) -> "QuerySet[Payment]":
    return _unsigned(seen, Status.CHECKED)


def _to_clear(seen: Seen) -> "QuerySet[Payment]":
    rows = _unsigned(seen, Status.APPROVED).filter(LARGE)
    return rows.exclude(approved_by=seen.user)


def _to_send(_seen: Seen) -> "QuerySet[Payment]":
    return ready()


def _to_book(_seen: Seen) -> "QuerySet[Payment]":
    rows: QuerySet[Payment] = Payment.objects.filter(status=Status.INSTRUCTED)
    return rows


def _to_release(seen: Seen) -> "QuerySet[PaymentBatch]":
    """Never what one has drawn up oneself."""
    rows = PaymentBatch.objects.filter(status=BatchStatus.DRAWN)
    return rows.exclude(drawn_by=seen.user)


def _blocked(_seen: Seen) -> "QuerySet[PaymentBatch]":
    return PaymentBatch.objects.filter(status=BatchStatus.BLOCKED)


DESK, DUE = "programs_payment", "tranche__due_on"
# fmt: off
WAITS = (
    Wait("check", _("payments to check"), Right.CHECK_PAYMENT, _to_check,
         DESK, "status__exact=requested", DUE),
    Wait("approve", _("payments to approve"), Right.APPROVE_PAYMENT, _to_approve,
         DESK, "status__exact=checked", DUE),
    Wait("clear", _("large payments to approve again"), Right.APPROVE_LARGE_PAYMENT,
         _to_clear, DESK, "status__exact=approved", DUE),
    Wait("instruct", _("payments to send to the bank"), Right.BOOK_PAYMENT, _to_send,
         DESK, "status__in=approved,cleared", DUE),
    Wait("release", _("batches to release to the bank"), Right.BOOK_PAYMENT,
         _to_release, "programs_paymentbatch", "status__exact=drawn"),
    Wait("blocked", _("blocked batches to clarify with the bank"), Right.BOOK_PAYMENT,
         _blocked, "programs_paymentbatch", "status__exact=blocked"),
    Wait("book", _("payments to book"), Right.BOOK_PAYMENT, _to_book,
         DESK, "status__exact=instructed", DUE),
)
# fmt: on
