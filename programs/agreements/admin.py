"""Agreements, bank accounts and requests for changes on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member
from foundation.edges.staff import LookOnlyAdmin, column, link
from foundation.moves import Actor
from programs.agreements import actions
from programs.agreements.forms import IssueForm, MissingForm, NextForm
from programs.agreements.models import Agreement, BankAccount, ChangeRequest
from programs.agreements.queries import compared, unwritten
from programs.agreements.states import AccountStatus, ChangeStatus, Status
from programs.awards.models import Award

COLORS: dict[str, str] = {
    Status.ISSUED: "warning",
    Status.SIGNED: "info",
    Status.IN_FORCE: "success",
    Status.EXPIRED: "danger",
}
ACCOUNTS: dict[str, str] = {
    AccountStatus.ENTERED: "warning",
    AccountStatus.VERIFIED: "success",
    AccountStatus.REFUSED: "danger",
}
CHANGES: dict[str, str] = {
    ChangeStatus.ASKED: "warning",
    ChangeStatus.APPROVED: "success",
    ChangeStatus.DECLINED: "danger",
}


def _issue_missing(awards: list[Award], *, by: Actor, at: datetime) -> None:
    actions.issue_missing(awards, by=by, at=at)


# On the page of an award, which a slice above this one has.
issue_agreement = errand(
    _("Issue the agreement"),
    right=Permission.ISSUE_AGREEMENT,
    form=IssueForm,
    do=actions.issue,
    offered=lambda award: award.status in {"approved", "active"},
)


@admin.register(Agreement)
class AgreementAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_AWARDS
    buttons = {"countersign": actions.countersign, "withdraw": actions.withdraw}
    list_display = [
        "number", "award", "company", "paper", "shown_status", "expires_on",
        "signed_by", "countersigned_by",
    ]  # fmt: skip
    list_filter = ["status", "paper", "award__program"]
    list_select_related = ["award__company", "signed_by", "countersigned_by"]
    search_fields = [
        "number__startswith", "award__number__startswith", "award__company__name",
    ]  # fmt: skip
    fields = [
        "number", "award", "version", "paper", "status", "amends", "change",
        "to_its_page", "expires_on", "issued_by", "issued_at", "signed_by", "signed_at",
        "signed_copy", "countersigned_by", "countersigned_at", "sha256",
    ]  # fmt: skip
    readonly_fields = ["status", "to_its_page"]
    actions_list = ["issue_missing"]

    issue_missing = errand(
        _("Issue the missing agreements"),
        right=Permission.ISSUE_AGREEMENT,
        form=MissingForm,
        do=_issue_missing,
        then=lambda _subject, _made: None,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        rows: QuerySet[Agreement] = super().get_queryset(request)
        return rows.defer("content")

    @column(_("company"))
    def company(self, agreement: Agreement) -> str:
        return str(agreement.award.company.name)

    @column(_("paper and copy"))
    def to_its_page(self, agreement: Agreement) -> SafeString:
        return link(agreement.get_absolute_url(), agreement.number)

    @column(_("status"), label=COLORS, ordering="status")
    def shown_status(self, agreement: Agreement) -> tuple[str, str]:
        return agreement.status, agreement.get_status_display()


@admin.register(BankAccount)
class BankAccountAdmin(LookOnlyAdmin):
    reads = Permission.READ_AWARDS
    buttons = {"verify": actions.verify, "refuse": actions.refuse}
    list_display = [
        "company", "bank", "shown_number", "shown_status", "valid_from", "valid_until",
        "entered_by", "verified_by",
    ]  # fmt: skip
    list_filter = ["status", "company__district"]
    list_select_related = ["company", "entered_by", "verified_by"]
    search_fields = ["company__name", "company__uscc__startswith", "holder"]
    readonly_fields = ["status", "shown_number", "to_its_page"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The number in full for those who pay."""
        whole = obj is not None and obj.shown_to(member(request)) == obj.number
        return [
            "company", "holder", "bank", "branch_code",
            "number" if whole else "shown_number", "to_its_page", "status",
            "entered_by", "entered_at", "verified_by", "verified_at", "valid_from",
            "valid_until",
        ]  # fmt: skip

    @column(_("account number"))
    def shown_number(self, account: BankAccount) -> str:
        return account.masked

    @column(_("proof"))
    def to_its_page(self, account: BankAccount) -> SafeString:
        address = f"/companies/{account.company_id}/bank-account/"
        return link(f"{address}{account.pk}/proof/", account.proof)

    @column(_("status"), label=ACCOUNTS, ordering="status")
    def shown_status(self, account: BankAccount) -> tuple[str, str]:
        return account.status, account.get_status_display()


def _issue_next(
    change: ChangeRequest, *, by: Actor, at: datetime, days: int
) -> Agreement:  # fmt: skip
    return actions.issue(change.award, by=by, at=at, days=days)


class WrittenFilter(admin.SimpleListFilter):
    """What was approved and stands in no agreement yet."""

    title = _("agreement")
    parameter_name = "agreement"

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, Any]]:
        return [("missing", _("new version to issue"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[ChangeRequest]
    ) -> QuerySet[ChangeRequest]:
        if self.value() != "missing":
            return queryset
        return queryset.filter(pk__in=unwritten().values("pk"))


@admin.register(ChangeRequest)
class ChangeRequestAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_AWARDS
    buttons = {
        "approve": actions.approve,
        "decline": actions.decline,
        "approve_substance": actions.approve_substance,
        "decline_substance": actions.decline_substance,
    }
    list_display = [
        "number", "award", "company", "kind", "shown_status", "is_substance",
        "asked_at", "decided_by",
    ]  # fmt: skip
    list_filter = ["status", WrittenFilter, "kind", "is_substance", "award__program"]
    list_select_related = ["award__company", "asked_by", "decided_by"]
    search_fields = [
        "number__startswith", "award__number__startswith", "award__company__name",
    ]  # fmt: skip
    fields = [
        "number", "award", "kind", "status", "is_substance", "what", "reason",
        "to_its_page", "asked_by", "asked_at", "is_favored", "opinion", "opined_by",
        "opined_at", "decided_by", "decided_at", "answer",
    ]  # fmt: skip
    readonly_fields = ["status", "what", "to_its_page"]
    actions_detail = ["issue_next"]

    issue_next = errand(
        _("Issue the new version of the agreement"),
        right=Permission.ISSUE_AGREEMENT,
        form=NextForm,
        do=_issue_next,
        offered=lambda change: unwritten().filter(pk=change.pk).exists(),
    )

    def get_actions(self, request: HttpRequest) -> Any:
        """Changes are decided one by one."""
        found = super().get_actions(request)
        return {name: each for name, each in found.items() if name not in self.buttons}

    @column(_("company"))
    def company(self, change: ChangeRequest) -> str:
        return str(change.award.company.name)

    @column(_("what changes"))
    def what(self, change: ChangeRequest) -> SafeString:
        return format_html_join("", "<div>{}: {} → {}</div>", compared(change))

    @column(_("request and evidence"))
    def to_its_page(self, change: ChangeRequest) -> SafeString:
        return link(change.get_absolute_url(), change.number)

    @column(_("status"), label=CHANGES, ordering="status")
    def shown_status(self, change: ChangeRequest) -> tuple[str, str]:
        return change.status, change.get_status_display()
