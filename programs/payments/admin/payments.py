"""Payments and the ledger on the staff desk: signed, sent and booked by buttons."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member
from foundation.edges.staff import LookOnlyAdmin, column, yuan
from foundation.states import Move
from programs.payments import actions
from programs.payments.admin.inlines import PAYMENTS, EntryInline
from programs.payments.admin.steps import goes_by_itself, next_of
from programs.payments.forms import BatchForm, BookForm, ReverseForm
from programs.payments.models import LedgerEntry, Payment
from programs.payments.models.signatures import STEMS
from programs.payments.states import Status

SIGNING = {"check", "approve", "clear"}


@admin.register(Payment)
class PaymentAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_MONEY
    buttons = {
        "check": actions.check,
        "approve": actions.approve,
        "clear": actions.clear,
        "instruct": actions.instruct,
        "take_return": actions.take_return,
        "decline": actions.decline,
        "decline_large": actions.decline_large,
        "cancel": actions.cancel,
    }
    list_display = [
        "number", "company", "shown_amount", "shown_status", "requested_by",
        "approved_by", "paid_on", "bank_reference",
    ]  # fmt: skip
    list_filter = ["status", "award__program", "tranche__source"]
    list_select_related = [
        "award__company",
        "award__program",
        "tranche",
        "batch",
        "requested_by",
        "approved_by",
    ]
    search_fields = ["number__startswith", "bank_reference", "award__company__name"]
    fields = [
        "number", "award", "tranche", "shown_amount", "account_name", "account_bank",
        "shown_account", "batch", "status", "next_step",
        "requested_by", "requested_at", "checked_by", "checked_at", "approved_by",
        "approved_at", "cleared_by", "cleared_at", "instructed_by", "instructed_at",
        "paid_on", "bank_reference",
    ]  # fmt: skip
    readonly_fields = ["status", "shown_amount", "shown_account", "next_step"]
    inlines = [EntryInline]
    actions_list = ["draw_up"]
    actions_detail = ["book"]

    draw_up = errand(
        _("Draw up a batch for the bank"),
        right=Permission.BOOK_PAYMENT,
        form=BatchForm,
        do=actions.draw_up,
    )

    book = errand(
        _("Book as paid"),
        right=Permission.BOOK_PAYMENT,
        form=BookForm,
        do=actions.book,
        offered=lambda payment: payment.status == Status.INSTRUCTED,
        then=lambda payment, _entry: payment,
    )

    shown_amount = yuan(_("amount (yuan)"), "amount")

    def moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        """Nobody is offered to sign what they have signed, or to send what waits."""
        offered, me = super().moves(request, obj), member(request)
        if isinstance(obj, Payment) and not goes_by_itself(obj, by=me):
            offered = [move for move in offered if move.verb != "instruct"]
        signed = {getattr(obj, f"{stem}_by_id", None) for stem in STEMS}
        if me.pk not in signed:
            return offered
        return [move for move in offered if move.verb not in SIGNING]

    @column(_("account number"))
    def shown_account(self, payment: Payment) -> str:
        return payment.masked

    @column(_("what comes next"))
    def next_step(self, payment: Payment) -> str:
        return str(next_of(payment))

    @column(_("company"))
    def company(self, payment: Payment) -> str:
        return str(payment.award.company)

    @column(_("status"), label=PAYMENTS, ordering="status")
    def shown_status(self, payment: Payment) -> tuple[str, str]:
        return payment.status, payment.get_status_display()


@admin.register(LedgerEntry)
class LedgerAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_MONEY
    list_display = [
        "booked_on", "award", "company", "kind", "source", "debit", "credit",
        "shown_amount", "reference",
    ]  # fmt: skip
    list_filter = ["kind", "source", "award__program", "booked_on"]
    list_select_related = ["award__company", "award__program", "payment"]
    search_fields = ["reference", "award__number__startswith", "award__company__name"]
    ordering = ["-booked_on", "-id"]
    fields = [
        "award", "payment", "kind", "source", "debit", "credit", "shown_amount",
        "booked_on", "booked_by", "booked_at", "reverses", "reference",
    ]  # fmt: skip
    readonly_fields = ["shown_amount"]
    actions_detail = ["reverse"]

    reverse = errand(
        _("Reverse"),
        right=Permission.BOOK_PAYMENT,
        form=ReverseForm,
        do=actions.reverse,
        offered=lambda entry: entry.kind != "reversal",
    )

    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("company"))
    def company(self, entry: LedgerEntry) -> str:
        return str(entry.award.company)
