"""What comes next for a payment and for a part of an award, in a sentence each."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import User
from programs.payments.models import Payment
from programs.payments.states import SIGNED, BatchStatus, Status

NEXT: Mapping[str, StrOrPromise] = {
    Status.REQUESTED: _(
        "A second person compares amount, account and evidence, and checks it."
    ),
    Status.CHECKED: _("A third person approves it."),
    Status.PAID: _(
        "Paid. A mistake is reversed in the ledger; what the bank sends back is noted "
        "here."
    ),
    Status.RETURNED: _(
        "The bank has sent the money back. Clarify the account with the company, then "
        "request the tranche again."
    ),
    Status.CANCELLED: _("Nothing is paid. The tranche can be requested again."),
}


def next_of(payment: Payment) -> StrOrPromise:
    """What somebody does now, and who."""
    if payment.status in SIGNED:
        return _before_the_bank(payment)
    if payment.status == Status.INSTRUCTED:
        return _with_the_bank(payment)
    return NEXT[payment.status]


def goes_by_itself(payment: Payment, *, by: User) -> bool:
    """Whether nothing but this person's hand keeps it from the bank.

    The database says more of it: notice, conditions, account.
    """
    if lacks_a_signature(payment):
        return False
    if payment.batch is None:
        return bool(payment.requested_by_id != by.pk)
    return bool(payment.batch.status == BatchStatus.RELEASED)


def lacks_a_signature(payment: Payment) -> bool:
    """Of those that are approved, the large ones wait for a leader."""
    large = payment.amount >= payment.award.program.second_approval_from
    return bool(payment.status == Status.APPROVED and large)


def _before_the_bank(payment: Payment) -> StrOrPromise:
    if lacks_a_signature(payment):
        return _("It is large: a leader approves it again.")
    if payment.batch is not None:
        return _("It goes to the bank when another person releases its batch.")
    return _(
        "All have signed. As a rule finance draws it up in a batch: with a file, a "
        "cover sheet and one more signature. “Send to the bank” is for a transfer that "
        "is ordered on paper, by another person than who requested it: no file is "
        "made, and it is booked by hand."
    )


def _with_the_bank(payment: Payment) -> StrOrPromise:
    if payment.batch is not None:
        return _("Wait for the bank's reply to its batch.")
    return _(
        "It went to the bank without a batch, so no reply is taken in: book it by hand "
        "with the bank's reference, or note that it came back."
    )
