"""Batches for the bank on the staff desk, and what the bank has answered."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column, link, yuan
from foundation.moves import Actor
from foundation.states import Move
from programs.payments import actions
from programs.payments.forms import ReplyForm
from programs.payments.models import BankReply, Payment, PaymentBatch
from programs.payments.queries import languages
from programs.payments.states import BatchStatus

BATCHES: dict[str, str] = {
    BatchStatus.DRAWN: "warning",
    BatchStatus.RELEASED: "info",
    BatchStatus.BLOCKED: "danger",
    BatchStatus.SETTLED: "success",
}
WITH_BANK = (BatchStatus.RELEASED, BatchStatus.SETTLED, BatchStatus.BLOCKED)


class BatchedInline(DeskInline):
    """What the batch pays."""

    model = Payment
    fk_name = "batch"
    reads = Permission.READ_MONEY
    fields = [
        "shown_number", "account_name", "shown_account", "shown_amount", "status",
    ]  # fmt: skip
    readonly_fields = fields
    hide_title = True
    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("payment"))
    def shown_number(self, payment: Payment) -> SafeString:
        page = reverse("admin:programs_payment_change", args=[payment.pk])
        return link(page, payment.number)

    @column(_("account number"))
    def shown_account(self, payment: Payment) -> str:
        return payment.masked


class ReplyInline(DeskInline):
    """The files that the bank has sent about it."""

    model = BankReply
    reads = Permission.READ_MONEY
    fields = ["told_on", "name", "count", "shown_total", "adds_up", "taken_by"]
    readonly_fields = fields
    hide_title = True
    shown_total = yuan(_("paid (yuan)"), "total")

    @column(_("total"))
    def adds_up(self, reply: BankReply) -> str:
        return str(_("does not add up") if reply.totals_differ else _("adds up"))


def _take_in(batch: PaymentBatch, *, file: Any, by: Actor, at: datetime) -> BankReply:
    return actions.take_in(batch, name=file.name, content=file.read(), by=by, at=at)


def _in_question(reply: BankReply) -> StrOrPromise:
    if reply.batch.status != BatchStatus.BLOCKED:
        return ""
    return _("The reply was kept, and the batch is blocked: see the next step below.")


@admin.register(PaymentBatch)
class PaymentBatchAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_MONEY
    buttons = {
        "release": actions.release,
        "discard": actions.discard,
        "unblock": actions.unblock,
    }
    list_display = [
        "number", "source", "count", "shown_total", "shown_status", "drawn_by",
        "released_by", "drawn_at",
    ]  # fmt: skip
    list_filter = ["status", "source"]
    list_select_related = ["drawn_by", "released_by"]
    search_fields = ["number__startswith"]
    fields = [
        "number", "source", "count", "shown_total", "status", "next_step", "papers",
        "drawn_by", "drawn_at", "released_by", "released_at", "sha256",
    ]  # fmt: skip
    readonly_fields = ["status", "shown_total", "papers", "next_step"]
    inlines = [BatchedInline, ReplyInline]
    actions_detail = ["take_in_reply"]

    take_in_reply = errand(
        _("Take in the bank's reply"),
        right=Permission.BOOK_PAYMENT,
        form=ReplyForm,
        do=_take_in,
        offered=lambda batch: batch.status in WITH_BANK,
        then=lambda batch, _reply: batch,
        warns=_in_question,
    )

    shown_total = yuan(_("total (yuan)"), "total")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentBatch]:
        rows: QuerySet[PaymentBatch] = super().get_queryset(request)
        return rows.defer("content")

    def moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        """Whoever drew it up is not offered to release it."""
        offered = super().moves(request, obj)
        mine = obj is not None and obj.drawn_by_id == member(request).pk
        return [move for move in offered if not (mine and move.verb == "release")]

    @column(_("status"), label=BATCHES, ordering="status")
    def shown_status(self, batch: PaymentBatch) -> tuple[str, str]:
        return batch.status, batch.get_status_display()

    @column(_("papers"))
    def papers(self, batch: PaymentBatch) -> SafeString:
        cover = reverse("batch-cover", args=[batch.number])
        pages = [
            (reverse("batch", args=[batch.number]), _("Reconciliation")),
            (reverse("batch-file", args=[batch.number]), _("File for the bank (CSV)")),
            *(
                (f"{cover}?language={code}", f"{_('Cover sheet (PDF)')} · {name}")
                for code, name in languages()
            ),
        ]
        rows = ((link(page, words),) for page, words in pages)
        return format_html_join("", "<div>{}</div>", rows)

    @column(_("what comes next"))
    def next_step(self, batch: PaymentBatch) -> str:
        return str(NEXT[BatchStatus(batch.status)])


NEXT = {
    BatchStatus.DRAWN: _(
        "Print the cover sheet and have it signed. Another person than who drew the "
        "batch up releases it; then send the file to the bank."
    ),
    BatchStatus.RELEASED: _("Wait for the bank's reply and take it in here."),
    BatchStatus.BLOCKED: _(
        "The bank's reply contradicts what is known. See the reconciliation, clarify "
        "it with the bank, and write down what was found."
    ),
    BatchStatus.SETTLED: _("Every payment has been answered. Nothing is left to do."),
    BatchStatus.DISCARDED: _("It never left; its payments can go in another batch."),
}
