"""The parts of awards on the staff desk, with the conditions before each."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column, yuan
from foundation.moves import Actor
from programs.awards.states import LIVE
from programs.payments import actions
from programs.payments.admin.inlines import PAYMENTS, PaymentInline
from programs.payments.admin.steps import next_of
from programs.payments.forms import ConfirmForm, WaiveForm
from programs.payments.models import Gate, Tranche
from programs.payments.queries import is_paid, latest_payment, look, payable
from programs.payments.states import OPEN, WAITING, Status


class GateInline(DeskInline):
    """The conditions of a tranche, met with evidence or waived by name."""

    model = Gate
    reads = Permission.READ_MONEY
    fields = [
        "kind", "met_on", "told", "confirmed_by", "waived_by", "waiver_reason",
        "looked_on",
    ]  # fmt: skip
    readonly_fields = fields
    hide_title = True

    @column(_("evidence, or what is missing"))
    def told(self, gate: Gate) -> str:
        """Of a shut one, what the facts say now."""
        if gate.is_open:
            return gate.evidence or "—"
        answer = look(gate.tranche, gate.kind, timezone.now())
        if answer is None:
            return str(_("A person has to confirm this, with evidence."))
        return str(answer.why) if not answer.met else str(_("Met; look again."))


def _confirm(
    _tranche: Tranche, *, gate: Gate, evidence: str, by: Actor, at: datetime
) -> None:
    actions.confirm_gate(gate, evidence=evidence, by=by, at=at)


def _waive(
    _tranche: Tranche, *, gate: Gate, reason: str, by: Actor, at: datetime
) -> None:
    actions.waive_gate(gate, reason=reason, by=by, at=at)


def _look(tranche: Tranche, *, by: Actor, at: datetime) -> None:
    actions.look_at_gates(tranche, by=by, at=at)


def _has_shut_gates(tranche: Tranche) -> bool:
    return any(not gate.is_open for gate in tranche.gates.all())


def _can_be_asked_for(tranche: Tranche) -> bool:
    """Asked anew, the facts leave no condition shut."""
    return not any(map(_stays_shut, tranche.gates.all()))


def _stays_shut(gate: Gate) -> bool:
    if gate.is_open:
        return False
    answer = look(gate.tranche, gate.kind, timezone.now())
    return answer is None or not answer.met


def _next(tranche: Tranche) -> StrOrPromise:
    open_ones = tranche.payments.filter(status__in=OPEN)
    payment = open_ones.select_related("award__program", "batch").first()
    if payment is not None:
        return next_of(payment)
    if tranche.award.status not in LIVE:
        return _("The award has ended: nothing more is paid of it.")
    if _can_be_asked_for(tranche):
        return _("Request the payment: it is the first of three signatures, or four.")
    return _(
        "Conditions are shut. What the facts say can be looked at again; what only a "
        "person knows is confirmed with evidence; a leader can waive one by name."
    )


class StandingFilter(admin.SimpleListFilter):
    """What somebody can ask for now, what is under way, and what is done."""

    title = _("status")
    parameter_name = "standing"

    def lookups(self, *_asked: Any) -> list[tuple[str, Any]]:
        return [
            ("payable", _("can be requested")),
            ("waiting", _("payment under way")),
            ("paid", _("paid")),
        ]

    def queryset(self, request: Any, queryset: Any) -> Any:  # noqa: ARG002  # Django's signature
        match self.value():
            case "payable":
                return queryset.filter(pk__in=payable())
            case "waiting":
                return queryset.filter(latest__in=[*WAITING, Status.INSTRUCTED])
            case "paid":
                return queryset.filter(latest=Status.PAID)
        return queryset


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
        "standing",
        "waits",
    ]
    list_filter = [StandingFilter, "source", "award__program", "due_on"]
    list_select_related = ["award__company", "award__program"]
    search_fields = ["award__number__startswith", "award__company__name"]
    ordering = ["due_on", "id"]
    fields = ["award", "sequence", "source", "shown_amount", "due_on", "next_step"]
    readonly_fields = ["shown_amount", "next_step"]
    inlines = [GateInline, PaymentInline]
    actions_detail = [
        "look_at_conditions", "confirm_condition", "waive_condition", "request_payment",
    ]  # fmt: skip

    look_at_conditions = errand(
        _("Look at the facts"), right=Permission.READ_MONEY, do=_look
    )

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
        offered=_can_be_asked_for,
    )

    def get_queryset(self, request: Any) -> Any:
        rows = super().get_queryset(request).prefetch_related("gates")
        return rows.annotate(latest=latest_payment("status"))

    def get_ordering(self, request: Any) -> list[Any]:  # noqa: ARG002  # Django's signature
        """What is paid comes last, and what is due longest first."""
        return [is_paid().asc(), "due_on", "id"]

    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("company"))
    def company(self, tranche: Tranche) -> str:
        return str(tranche.award.company)

    @column(_("status"), label=PAYMENTS)
    def standing(self, tranche: Tranche) -> tuple[str, StrOrPromise]:
        latest = tranche.latest  # type: ignore[attr-defined]  # annotated by get_queryset
        if latest in OPEN:
            return latest, Status(latest).label
        if tranche.award.status not in LIVE:
            return "", _("the award has ended")
        if _has_shut_gates(tranche):
            return "", _("waits")
        return Status.APPROVED, _("can be requested")

    @column(_("what comes next"))
    def next_step(self, tranche: Tranche) -> str:
        return str(_next(tranche))

    @column(_("waits for"))
    def waits(self, tranche: Tranche) -> SafeString | str:
        shut = [gate for gate in tranche.gates.all() if not gate.is_open]
        lines = ((gate.get_kind_display(),) for gate in shut)
        return format_html_join("", "<div>{}</div>", lines) or "—"
