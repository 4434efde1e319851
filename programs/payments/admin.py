"""Awards and their money on the staff desk: shown whole, moved by buttons only."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column, yuan
from foundation.moves import Actor
from programs.agreements.admin import issue_agreement
from programs.awards import actions as awards
from programs.awards.models import Award
from programs.awards.states import Status as AwardStatus
from programs.payments import actions
from programs.payments.forms import (
    BookForm,
    ConfirmForm,
    GrantForm,
    RecoverForm,
    ReverseForm,
    WaiveForm,
)
from programs.payments.models import Gate, LedgerEntry, Payment, Tranche
from programs.payments.states import Status
from programs.selection.admin import ProposalAdmin
from programs.selection.models import Proposal
from programs.selection.states import ProposalStatus

AWARDS: dict[str, str] = {
    AwardStatus.APPROVED: "info",
    AwardStatus.ACTIVE: "success",
    AwardStatus.COMPLETED: "success",
    AwardStatus.REVOKED: "danger",
}
PAYMENTS: dict[str, str] = {
    Status.REQUESTED: "warning",
    Status.CHECKED: "warning",
    Status.APPROVED: "info",
    Status.CLEARED: "info",
    Status.INSTRUCTED: "info",
    Status.PAID: "success",
    Status.RETURNED: "danger",
}


@admin.register(Proposal)
class GrantableProposalAdmin(ProposalAdmin):
    """Proposals with the button that turns them into awards or places."""

    buttons = {**ProposalAdmin.buttons, "grant": actions.grant_and_plan}
    actions_detail = ["grant_by_document"]

    grant_by_document = errand(
        _("Grant by document"),
        right=Permission.GRANT_AWARD,
        form=GrantForm,
        do=actions.grant_and_plan,
        offered=lambda proposal: proposal.status == ProposalStatus.ANNOUNCED,
    )


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
        "number", "shown_amount", "status", "requested_by", "approved_by", "paid_on",
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


def _plan(award: Award, *, by: Actor, at: datetime) -> None:
    actions.plan(award, by=by, at=at)


@admin.register(Award)
class AwardAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_AWARDS
    buttons = {
        "complete": awards.complete,
        "waive": awards.waive,
        "revoke": awards.revoke,
    }
    list_display = [
        "number", "company", "program", "shown_status", "promised", "so_far", "back",
        "still_left", "decided_on",
    ]  # fmt: skip
    list_filter = ["status", "program", "year", "company_type", "company__district"]
    list_select_related = ["program", "company"]
    search_fields = ["number__startswith", "company__name", "company__uscc__startswith"]
    fields = [
        "number", "program", "company", "company_type", "proposal", "status",
        "promised", "from_city", "from_district", "year", "inputs", "rule_version",
        "document_number", "decided_on", "in_parts", "so_far", "back", "still_left",
    ]  # fmt: skip
    readonly_fields = [
        "status", "promised", "from_city", "from_district", "in_parts", "so_far",
        "back", "still_left",
    ]  # fmt: skip
    inlines = [TrancheInline, PaymentInline, EntryInline]
    actions_detail = ["issue_agreement", "plan_tranches", "book_recovery"]

    issue_agreement = issue_agreement

    plan_tranches = errand(
        _("Plan the tranches"),
        right=Permission.PLAN_TRANCHES,
        do=_plan,
        offered=lambda award: award.planned == 0 and award.status in AWARDS,
    )
    book_recovery = errand(
        _("Book a recovery"),
        right=Permission.BOOK_PAYMENT,
        form=RecoverForm,
        do=actions.recover,
        offered=lambda award: award.paid > award.recovered,
        then=lambda award, _entry: award,
    )

    @column(_("status"), label=AWARDS, ordering="status")
    def shown_status(self, award: Award) -> tuple[str, str]:
        return award.status, award.get_status_display()

    promised = yuan(_("amount (yuan)"), "amount")
    from_city = yuan(_("from the city (yuan)"), "city_amount")
    from_district = yuan(_("from the district (yuan)"), "district_amount")
    in_parts = yuan(_("planned (yuan)"), "planned")
    so_far = yuan(_("paid (yuan)"), "paid")
    back = yuan(_("recovered (yuan)"), "recovered")

    @column(_("left (yuan)"))
    def still_left(self, award: Award) -> str:
        return f"{award.left:,.2f}"


class GateInline(DeskInline):
    """The conditions of a tranche, met with evidence or waived by name."""

    model = Gate
    reads = Permission.READ_MONEY
    fields = ["kind", "met_on", "evidence", "waived_by", "waived_at", "waiver_reason"]
    readonly_fields = fields
    hide_title = True


def _confirm(
    _tranche: Tranche, *, gate: Gate, evidence: str, by: Actor, at: datetime
) -> None:
    actions.confirm_gate(gate, evidence=evidence, by=by, at=at)


def _waive(
    _tranche: Tranche, *, gate: Gate, reason: str, by: Actor, at: datetime
) -> None:
    actions.waive_gate(gate, reason=reason, by=by, at=at)


def _has_shut_gates(tranche: Tranche) -> bool:
    return any(not gate.is_open for gate in tranche.gates.all())


@admin.register(Tranche)
class TrancheAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_MONEY
    list_display = [
        "award",
        "company",
        "sequence",
        "source",
        "shown_amount",
        "due_on",
        "waits",
    ]
    list_filter = ["source", "award__program", "due_on"]
    list_select_related = ["award__company", "award__program"]
    search_fields = ["award__number__startswith", "award__company__name"]
    ordering = ["due_on", "id"]
    fields = ["award", "sequence", "source", "shown_amount", "due_on"]
    readonly_fields = ["shown_amount"]
    inlines = [GateInline, PaymentInline]
    actions_detail = ["confirm_condition", "waive_condition", "request_payment"]

    confirm_condition = errand(
        _("Confirm a condition"),
        right=Permission.CONFIRM_GATE,
        form=ConfirmForm,
        do=_confirm,
        offered=_has_shut_gates,
    )
    waive_condition = errand(
        _("Waive a condition"),
        right=Permission.WAIVE_GATE,
        form=WaiveForm,
        do=_waive,
        offered=_has_shut_gates,
    )
    request_payment = errand(
        _("Request the payment"),
        right=Permission.REQUEST_PAYMENT,
        do=actions.request,
    )

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("gates")

    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("company"))
    def company(self, tranche: Tranche) -> str:
        return str(tranche.award.company)

    @column(_("waits for"))
    def waits(self, tranche: Tranche) -> SafeString | str:
        shut = [gate for gate in tranche.gates.all() if not gate.is_open]
        lines = ((gate.get_kind_display(),) for gate in shut)
        return format_html_join("", "<div>{}</div>", lines) or "—"


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
        "requested_by",
        "approved_by",
    ]
    search_fields = ["number__startswith", "bank_reference", "award__company__name"]
    fields = [
        "number", "award", "tranche", "shown_amount", "account_name", "status",
        "requested_by", "requested_at", "checked_by", "checked_at", "approved_by",
        "approved_at", "cleared_by", "cleared_at", "paid_on", "bank_reference",
    ]  # fmt: skip
    readonly_fields = ["status", "shown_amount"]
    inlines = [EntryInline]
    actions_detail = ["book"]

    book = errand(
        _("Book as paid"),
        right=Permission.BOOK_PAYMENT,
        form=BookForm,
        do=actions.book,
        offered=lambda payment: payment.status == Status.INSTRUCTED,
        then=lambda payment, _entry: payment,
    )

    shown_amount = yuan(_("amount (yuan)"), "amount")

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
