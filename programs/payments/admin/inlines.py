"""Parts, payments and entries as they stand below an award, a part or a payment."""

from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import DeskInline, yuan
from programs.payments.models import LedgerEntry, Payment, Tranche
from programs.payments.states import Status

PAYMENTS: dict[str, str] = {
    Status.REQUESTED: "warning",
    Status.CHECKED: "warning",
    Status.APPROVED: "info",
    Status.CLEARED: "info",
    Status.INSTRUCTED: "info",
    Status.PAID: "success",
    Status.RETURNED: "danger",
}


class TrancheInline(DeskInline):
    """The parts of an award; each has a page with its conditions."""

    model = Tranche
    reads = Permission.READ_MONEY
    fields = ["sequence", "source", "shown_amount", "due_on"]
    readonly_fields = fields
    show_change_link = True
    shown_amount = yuan(_("amount (yuan)"), "amount")


class PaymentInline(DeskInline):
    model = Payment
    reads = Permission.READ_MONEY
    fields = [
        "number", "shown_amount", "status", "requested_by", "checked_by",
        "approved_by", "paid_on",
    ]  # fmt: skip
    readonly_fields = fields
    show_change_link = True
    shown_amount = yuan(_("amount (yuan)"), "amount")


class EntryInline(DeskInline):
    model = LedgerEntry
    reads = Permission.READ_MONEY
    fields = [
        "booked_on", "kind", "source", "debit", "credit", "shown_amount", "reference",
    ]  # fmt: skip
    readonly_fields = fields
    hide_title = True
    shown_amount = yuan(_("amount (yuan)"), "amount")
