"""Agreements to issue and countersign, accounts to verify, changes to decide."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as Right
from programs.agreements.models import Agreement, BankAccount, ChangeRequest
from programs.agreements.queries import unwritten, without_paper
from programs.agreements.states import AccountStatus, ChangeKind, Status
from programs.dashboard.queries.waits import Rows, Seen, Wait

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _to_issue(seen: Seen) -> "QuerySet[Any]":
    return without_paper().filter(program__in=seen.programs(Right.ISSUE_AGREEMENT))


def _to_renew(seen: Seen) -> "QuerySet[Any]":
    mine = seen.programs(Right.ISSUE_AGREEMENT)
    return unwritten().filter(award__program__in=mine)


def _to_countersign(seen: Seen) -> "QuerySet[Any]":
    """Never what one has issued oneself."""
    mine = seen.programs(Right.COUNTERSIGN_AGREEMENT)
    rows = Agreement.objects.filter(status=Status.SIGNED, award__program__in=mine)
    return rows.exclude(issued_by=seen.user)


def _to_verify(seen: Seen) -> "QuerySet[Any]":
    rows = BankAccount.objects.filter(status=AccountStatus.ENTERED)
    return rows.exclude(entered_by=seen.user)


def _changes(right: str, *, is_substance: bool) -> Rows:
    """What finance decides by verifying an account waits there."""

    def rows(seen: Seen) -> "QuerySet[Any]":
        mine = seen.programs(right)
        found = ChangeRequest.objects.open().filter(
            award__program__in=mine, is_substance=is_substance
        )
        return found.exclude(kind=ChangeKind.ACCOUNT).exclude(asked_by=seen.user)

    return rows


SIGN, DECIDE = Right.COUNTERSIGN_AGREEMENT, Right.DECIDE_CHANGE
# fmt: off
WAITS = (
    Wait("issue", _("agreements to issue"), Right.ISSUE_AGREEMENT, _to_issue,
         "programs_award", "status__exact=approved"),
    Wait("renew", _("agreements to renew after a change"), Right.ISSUE_AGREEMENT,
         _to_renew, "programs_changerequest", "agreement=missing"),
    Wait("countersign", _("agreements to countersign"), SIGN, _to_countersign,
         "programs_agreement", "status__exact=signed"),
    Wait("accounts", _("bank accounts to verify"), Right.VERIFY_ACCOUNT, _to_verify,
         "programs_bankaccount", "status__exact=entered"),
    Wait("changes", _("changes to decide"), DECIDE,
         _changes(DECIDE, is_substance=False), "programs_changerequest",
         "status__exact=asked&is_substance__exact=0"),
    Wait("substance", _("changes for the leader to decide"), Right.DECIDE_SUBSTANCE,
         _changes(Right.DECIDE_SUBSTANCE, is_substance=True), "programs_changerequest",
         "status__exact=asked&is_substance__exact=1"),
)
# fmt: on
