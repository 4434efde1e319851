"""Money that is owed back, on the staff desk: reckoned, signed, booked, aged."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member, requires
from foundation.edges.staff import LookOnlyAdmin, column, yuan
from foundation.files.models import StoredFile
from foundation.moves import Actor
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.awards.models import Award
from programs.recovery import actions, queries
from programs.recovery.forms import (
    ProposeForm,
    ReferForm,
    RepayForm,
    UndoForm,
    WriteOffForm,
)
from programs.recovery.models import Deferral, Recovery, Repayment, WriteOff
from programs.recovery.rules import BUCKETS, Case, bucket
from programs.recovery.states import DUE, DeferralStatus, Status, WriteOffStatus

STATES: dict[str, str] = {
    Status.PROPOSED: "warning",
    Status.DEMANDED: "info",
    Status.REFERRED: "danger",
    Status.SETTLED: "success",
}
AGES: dict[str, str] = {
    "to_30": "warning", "to_60": "warning", "to_90": "danger", "over_90": "danger",
}  # fmt: skip
REQUESTS: dict[str, str] = {
    WriteOffStatus.ASKED: "warning",
    WriteOffStatus.DECIDED: "danger",
}
BREAK = mark_safe("<br>")
REFERRAL = ("referred_to", "case_number", "referred_on")
DEFERRALS: dict[str, str] = {
    DeferralStatus.ASKED: "warning",
    DeferralStatus.GRANTED: "success",
    DeferralStatus.LAPSED: "danger",
}
LINK = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'


class AgeFilter(admin.SimpleListFilter):
    """By how long a demand is overdue."""

    title = gettext_lazy("age")
    parameter_name = "age"

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, str]]:
        return [(each.code, str(each.label)) for each in BUCKETS]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Any]
    ) -> QuerySet[Any]:  # fmt: skip
        asked = [each for each in BUCKETS if each.code == self.value()]
        for each in asked:
            dates = each.due_dates(city_day(timezone.now()))
            queryset = queryset.filter(status__in=DUE, owed_by__range=dates)
        return queryset


def _is_due(recovery: Recovery) -> bool:
    return recovery.status in DUE


def _is_overdue(recovery: Any) -> bool:
    late = recovery.owed_by is not None and recovery.owed_by < city_day(timezone.now())
    return recovery.status == Status.DEMANDED and late


def _propose(
    *, award: Award, case: Case, evidence: Any, by: Actor, at: datetime
) -> Recovery:
    made: Recovery = actions.propose(award, case, evidence=evidence, by=by, at=at)
    return made


def _still_owed(recovery: Any) -> Decimal | None:
    """What is left of a demand, from the sums that the list reads with it."""
    if recovery.status == Status.CANCELLED:
        return None
    owed: Decimal = recovery.asked - recovery.came - recovery.lost
    return owed


@admin.register(Recovery)
class RecoveryAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_MONEY
    buttons = {
        "demand": actions.demand,
        "drop": actions.drop,
        "cancel": actions.cancel,
        "take_up": actions.take_up,
    }
    actions_list = ["propose"]
    actions_detail = ["repay", "refer", "ask_write_off"]
    propose = errand(
        gettext_lazy("Ask money back"),
        right=Permission.PROPOSE_RECOVERY,
        form=ProposeForm,
        do=_propose,
        then=lambda _none, recovery: recovery,
    )
    repay = errand(
        gettext_lazy("Book an installment"),
        right=Permission.BOOK_PAYMENT,
        form=RepayForm,
        do=actions.repay,
        offered=_is_due,
        then=lambda recovery, _repayment: recovery,
    )
    refer = errand(
        gettext_lazy("Refer for enforcement"),
        right=Permission.APPROVE_RECOVERY,
        form=ReferForm,
        do=actions.refer,
        offered=_is_overdue,
    )
    ask_write_off = errand(
        gettext_lazy("Ask for a write-off"),
        right=Permission.PROPOSE_RECOVERY,
        form=WriteOffForm,
        do=actions.ask_write_off,
        offered=_is_due,
        then=lambda recovery, _request: recovery,
    )
    list_display = [
        "number", "company", "award", "breach", "shown_status", "demanded", "back",
        "open_still", "shown_due", "age",
    ]  # fmt: skip
    list_filter = [
        "status", AgeFilter, "breach", "award__program", "award__company__district",
    ]  # fmt: skip
    search_fields = [
        "number__startswith", "award__number__startswith", "award__company__name",
    ]  # fmt: skip
    fields = [
        "number", "award", "company", "breach", "breached_on", "basis", "explanation",
        "shown_evidence", "status", "demanded", "back", "lost", "open_still",
        "due_on", "shown_due", "age", "proposed_by", "proposed_at", "approved_by",
        "approved_at", *REFERRAL,
    ]  # fmt: skip
    readonly_fields = [
        "company", "shown_evidence", "status", "demanded", "back", "lost",
        "open_still", "shown_due", "age",
    ]  # fmt: skip
    list_before_template = "programs/recovery/aging.html"
    change_form_outer_after_template = "programs/recovery/desk.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recovery]:
        rows: Any = super().get_queryset(request)
        found: QuerySet[Recovery] = queries.dated(rows.with_totals())
        return found.select_related(
            "award__company", "award__program", "proposed_by", "approved_by", "evidence"
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Without the referral while there is none."""
        fields: list[str] = list(super().get_fields(request, obj))
        referred = obj is not None and obj.referred_on is not None
        return [each for each in fields if referred or each not in REFERRAL]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """With what is owed by age above the list."""
        aged = queries.aging(self.get_queryset(request), city_day(timezone.now()))
        context = {"aged": aged, **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        found = self.get_object(request, object_id) if object_id else None
        shown = _shown(found, member(request)) if isinstance(found, Recovery) else {}
        context = {**shown, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    demanded = yuan(gettext_lazy("demanded (yuan)"), "asked")
    back = yuan(gettext_lazy("repaid (yuan)"), "came")
    lost = yuan(gettext_lazy("written off (yuan)"), "lost")

    @column(gettext_lazy("company"))
    def company(self, recovery: Recovery) -> str:
        return str(recovery.award.company.name)

    @column(gettext_lazy("status"), label=STATES, ordering="status")
    def shown_status(self, recovery: Recovery) -> tuple[str, str]:
        return recovery.status, recovery.get_status_display()

    @column(gettext_lazy("left (yuan)"), number=_still_owed)
    def open_still(self, recovery: Any) -> str:
        owed = _still_owed(recovery)
        return "—" if owed is None else f"{owed:,.2f}"

    @column(gettext_lazy("next to be paid by"), ordering="owed_by")
    def shown_due(self, recovery: Any) -> Any:
        return localize(recovery.owed_by) if _is_due(recovery) else None

    @column(gettext_lazy("age"), label=AGES, ordering="owed_by")
    def age(self, recovery: Any) -> tuple[str, Any]:
        if not _is_due(recovery) or recovery.owed_by is None:
            return "", "—"
        aged = bucket(recovery.owed_by, city_day(timezone.now()))
        return aged.code, aged.label

    @column(gettext_lazy("evidence"))
    def shown_evidence(self, recovery: Recovery) -> SafeString | str:
        return _link(recovery, recovery.evidence)

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/papers/<uuid:key>/",
            self.admin_site.admin_view(self.download),
            name="programs_recovery_paper",
        )
        return [page, *super().get_urls()]

    @requires(Permission.READ_MONEY)
    def download(
        self, request: HttpRequest, object_id: str, key: Any
    ) -> HttpResponseBase:
        """The evidence, a receipt, or the document of a write-off."""
        recovery = self.get_object(request, object_id)
        papers = queries.papers_of(recovery) if recovery else []
        file = next((each for each in papers if each.pk == key), None)
        if file is None:
            raise Http404
        try:
            return download_of(file)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            here = reverse("admin:programs_recovery_change", args=[object_id])
            return HttpResponseRedirect(here)


def _shown(recovery: Recovery, user: User) -> dict[str, Any]:
    """What the page of a recovery tells below its fields."""
    deferral = queries.deferral_of(recovery)
    return {
        "recovery": recovery,
        "reckoning": queries.figures_of(recovery),
        "claims": list(recovery.claims.order_by("id")),
        "installments": queries.installments(recovery),
        "deferral": deferral,
        "parts": queries.planned(deferral) if deferral else [],
        "may_defer": queries.may_defer(recovery, deferral, user),
        "left": queries.left_of(recovery),
        "requests": recovery.write_offs.select_related("asked_by", "decided_by"),
        "languages": queries.printed_in(),
    }


def _link(recovery: Recovery, file: StoredFile | None) -> SafeString | str:
    if file is None:
        return "—"
    page = reverse("admin:programs_recovery_paper", args=[recovery.pk, file.pk])
    return format_html(LINK, page, file.name)


def _left(of: WriteOff | Deferral) -> Decimal:
    """What is left of the claims of its demand, which are at hand."""
    return sum((claim.left for claim in of.recovery.claims.all()), Decimal(0))


class OfRecoveryAdmin(LookOnlyAdmin, ErrandsAdmin):
    """Rows of a recovery, shown with its company."""

    reads = Permission.READ_MONEY
    list_select_related = ["recovery__award__company", "recovery__award__program"]

    @column(gettext_lazy("company"))
    def company(self, row: Any) -> str:
        return str(row.recovery.award.company.name)

    @column(gettext_lazy("document"))
    def paper(self, row: Any) -> SafeString | str:
        return _link(row.recovery, row.document)


@admin.register(Repayment)
class RepaymentAdmin(OfRecoveryAdmin):
    list_display = [
        "receipt", "recovery", "company", "shown_amount", "received_on", "stands",
    ]  # fmt: skip
    list_filter = ["stands", "received_on", "recovery__award__program"]
    search_fields = [
        "receipt", "recovery__number__startswith", "recovery__award__company__name",
    ]  # fmt: skip
    ordering = ["-received_on", "-id"]
    fields = [
        "recovery", "company", "receipt", "received_on", "shown_amount", "paper",
        "booked_by", "booked_at", "stands", "undone_by", "undone_at", "undone_reason",
    ]  # fmt: skip
    readonly_fields = ["company", "shown_amount", "paper"]
    actions_detail = ["undo"]
    undo = errand(
        gettext_lazy("Undo the booking"),
        right=Permission.BOOK_PAYMENT,
        form=UndoForm,
        do=actions.undo_repayment,
        offered=lambda repayment: repayment.stands,
        then=lambda repayment, _none: repayment.recovery,
    )

    shown_amount = yuan(gettext_lazy("amount (yuan)"), "amount")


@admin.register(WriteOff)
class WriteOffAdmin(OfRecoveryAdmin):
    buttons = {"write_off": actions.write_off, "refuse": actions.refuse}
    list_display = [
        "recovery", "company", "basis", "open_still", "shown_status", "asked_by",
        "decided_by",
    ]  # fmt: skip
    list_filter = ["status", "recovery__award__program"]
    search_fields = [
        "basis", "recovery__number__startswith", "recovery__award__company__name",
    ]  # fmt: skip
    fields = [
        "recovery", "company", "open_still", "basis", "explanation", "paper", "status",
        "asked_by", "asked_at", "decided_by", "decided_at",
    ]  # fmt: skip
    readonly_fields = ["company", "open_still", "paper"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WriteOff]:
        rows: QuerySet[WriteOff] = super().get_queryset(request)
        people = rows.select_related("asked_by", "decided_by")
        of = self.list_select_related
        return people.select_related(*of).prefetch_related("recovery__claims")

    @column(gettext_lazy("left (yuan)"), number=_left)
    def open_still(self, request: WriteOff) -> str:
        return f"{_left(request):,.2f}"

    @column(gettext_lazy("status"), label=REQUESTS, ordering="status")
    def shown_status(self, request: WriteOff) -> tuple[str, str]:
        return request.status, request.get_status_display()


@admin.register(Deferral)
class DeferralAdmin(OfRecoveryAdmin):
    buttons = {"grant": actions.grant, "decline": actions.decline}
    list_display = [
        "recovery", "company", "plan", "shown_status", "asked_by", "decided_by",
    ]  # fmt: skip
    list_filter = ["status", "recovery__award__program"]
    search_fields = ["recovery__number__startswith", "recovery__award__company__name"]
    fields = [
        "recovery", "company", "due_on", "open_still", "plan", "reason", "paper",
        "status", "asked_by", "asked_at", "decided_by", "decided_at", "lapsed_on",
    ]  # fmt: skip
    readonly_fields = ["company", "due_on", "open_still", "plan", "paper"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deferral]:
        rows: QuerySet[Deferral] = super().get_queryset(request)
        people = rows.select_related("asked_by", "decided_by", "document")
        of = self.list_select_related
        return people.select_related(*of).prefetch_related("parts", "recovery__claims")

    @column(gettext_lazy("left (yuan)"), number=_left)
    def open_still(self, deferral: Deferral) -> str:
        return f"{_left(deferral):,.2f}"

    @column(gettext_lazy("due date of the demand"))
    def due_on(self, deferral: Deferral) -> Any:
        return deferral.recovery.due_on

    @column(gettext_lazy("installments (yuan)"))
    def plan(self, deferral: Deferral) -> SafeString:
        return format_html_join(BREAK, "{}", ((part,) for part in deferral.parts.all()))

    @column(gettext_lazy("status"), label=DEFERRALS, ordering="status")
    def shown_status(self, deferral: Deferral) -> tuple[str, str]:
        return deferral.status, deferral.get_status_display()
