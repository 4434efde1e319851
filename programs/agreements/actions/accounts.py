"""Where companies are paid: entered with a proof, verified by somebody else."""

from datetime import datetime
from typing import IO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.files.states import Check
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.agreements.models import BankAccount
from programs.agreements.queries import account_of
from programs.agreements.rules import Particulars, plain_name
from startups.companies.models import Company
from startups.companies.queries import administrators

File = tuple[str, IO[bytes]]  # its name, and what it contains


@use_case
def enter_account(
    company: Company, paid_to: Particulars, *, proof: File, by: Actor, at: datetime
) -> BankAccount:
    """Say where the company is paid; it counts when somebody else has verified it."""
    if not by.may(Permission.REQUEST_CHANGE, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    if plain_name(paid_to.holder) != plain_name(company.name):
        raise Refusal(
            _("The account has to be in the company's own name: %(name)s."),
            code="holder",
            params={"name": company.name},
        )
    known = account_of(company)
    if known and known.number == paid_to.number and _is_named(known, company):
        raise Refusal(_("This is the account that is verified."), code="number")
    account = BankAccount.objects.create(
        company=company,
        holder=paid_to.holder.strip(),
        bank=paid_to.bank.strip(),
        branch_code=paid_to.branch_code,
        number=paid_to.number,
        proof=receive(*proof, by=by, at=at),
        entered_at=at if by.pk else None,
        entered_by_id=by.pk,
    )
    record(account, "enter", by=by, account=account.masked)
    return account


def _is_named(account: BankAccount, company: Company) -> bool:
    """Not after the company has taken another name, and kept its number."""
    return plain_name(account.holder) == plain_name(company.name)


@use_case
def confirm(account: BankAccount, *, by: Actor, at: datetime) -> None:
    """Say that the account is the company's; from today on it is paid to this one."""
    if account.proof.state != Check.AVAILABLE:
        raise Refusal(_("The proof has not been released yet."), code="proof")
    if not _is_named(account, account.company):
        raise Refusal(
            _("The account is in the name of “%(holder)s”, the company is “%(name)s”."),
            code="holder",
            params={"holder": account.holder, "name": account.company.name},
        )
    before = account_of(account.company)
    if before is not None:
        supersede(before, by=by, at=at)
    advance(
        account,
        "verify",
        by=by,
        valid_from=city_day(at),
        verified_at=at if by.pk else None,
        verified_by_id=by.pk,
    )
    _tell(account, "account_verified", at)


@use_case
def supersede(account: BankAccount, *, by: Actor, at: datetime) -> None:
    """Another one takes its place today."""
    advance(account, "supersede", by=by, valid_until=city_day(at))


@use_case
def reject(account: BankAccount, *, by: Actor, at: datetime, reason: str) -> None:
    """The proof does not show what was entered; the company reads why."""
    advance(account, "refuse", by=by, reason=reason)
    _tell(account, "account_refused", at, reason=reason)


@use_case
def abandon(account: BankAccount, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The company does not want the account any more that it has entered."""
    advance(account, "abandon", by=by)


def _tell(account: BankAccount, template: str, at: datetime, **told: str) -> None:
    for user in administrators(account.company):
        post(
            template,
            to=user,
            key=f"{template}:{account.pk}:{user.pk}",
            at=at,
            company=account.company.name,
            account=account.masked,
            bank=account.bank,
            path=f"/companies/{account.company_id}/bank-account/",
            **told,
        )
