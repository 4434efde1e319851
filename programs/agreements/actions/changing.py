"""Changes that companies ask for: asked with a reason, decided by another, applied."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.agreements.actions import accounts
from programs.agreements.actions.carrying import carry
from programs.agreements.models import BankAccount, ChangeRequest
from programs.agreements.queries.changing import (
    as_it_is,
    checked,
    of_the_district,
    target_named,
)
from programs.agreements.rules import Particulars
from programs.agreements.rules.onlookers import have_looked_at
from programs.agreements.rules.targets import keeper
from programs.agreements.states import (
    HEARD,
    OF_THE_COMPANY,
    SERIES_OF_CHANGES,
    ChangeKind,
)
from programs.awards import actions as awards
from programs.awards.models import Award
from programs.awards.states import UNCHANGEABLE
from startups.companies.actions import change as change_company
from startups.companies.models import Company
from startups.companies.queries import administrators

File = tuple[str, IO[bytes]]  # its name, and what it contains


@use_case
def ask(
    award: Award,
    kind: str,
    wanted: Mapping[str, str],
    *,
    reason: str,
    by: Actor,
    at: datetime,
    evidence: File | None = None,
) -> ChangeRequest:
    """Ask for a change: a name, a code, the term, a target or the district.

    What takes something from what was promised, or moves the company, is of substance:
    the leader decides it.
    """
    _refuse_asking(award, by)
    facts, is_substance = checked(award, kind, wanted)
    stored = receive(*evidence, by=by, at=at) if evidence else None
    row = ChangeRequest(kind=kind, wanted=facts, is_substance=is_substance)
    row.before, row.evidence = as_it_is(award, kind, facts), stored
    return _asked(row, award, reason, by=by, at=at)


@use_case
def ask_for_account(
    award: Award,
    paid_to: Particulars,
    *,
    proof: File,
    reason: str,
    by: Actor,
    at: datetime,
) -> ChangeRequest:
    """Ask to be paid on another account; finance verifies it and so decides."""
    _refuse_asking(award, by)
    kind = ChangeKind.ACCOUNT
    before = as_it_is(award, kind, {})
    account = accounts.enter_account(award.company, paid_to, proof=proof, by=by, at=at)
    wanted = {"account": account.masked, "bank": account.bank}
    row = ChangeRequest(kind=kind, wanted=wanted, before=before, account=account)
    return _asked(row, award, reason, by=by, at=at)


def _refuse_asking(award: Award, by: Actor) -> None:
    if not by.may(Permission.REQUEST_CHANGE, at=award):
        raise PermissionDenied
    if award.status in UNCHANGEABLE:
        raise Refusal(_("Nothing can be changed about this award."), code="status")


def _asked(
    row: ChangeRequest, award: Award, reason: str, *, by: Actor, at: datetime
) -> ChangeRequest:
    row.award = award
    row.number = next_number(SERIES_OF_CHANGES, city_day(at).year)
    row.reason = reason.replace("\0", "").strip()
    row.asked_at, row.asked_by_id = (at, by.pk) if by.pk else (None, None)
    row.save(force_insert=True)
    record(row, "ask", by=by, kind=row.kind, before=row.before, wanted=row.wanted)
    if row.kind in HEARD:
        _post(row, "change_asked", of_the_district(award), at)
    return row


@use_case
def give_opinion(
    change: ChangeRequest, *, favors: bool, opinion: str, by: Actor, at: datetime
) -> None:
    """What the district thinks of it, before the city decides."""
    if not by.may(Permission.RECOMMEND, at=change) or change.kind not in HEARD:
        raise PermissionDenied
    said = opinion.replace("\0", "").strip()
    if not said:
        raise Refusal(_("Say why."), code="opinion")
    facts: dict[str, Any] = {"opinion": said, "is_favored": favors}
    signed = {"opined_at": at if by.pk else None, "opined_by_id": by.pk}
    open_ones = ChangeRequest.objects.filter(pk=change.pk, status="asked")
    if not open_ones.update(**facts, **signed):
        raise Refusal(_("This has been decided already."), code="decided")
    change.refresh_from_db()
    record(change, "give_opinion", by=by, **facts)


@use_case
def approve(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """Let it be so, at once; what is of substance the leader decides."""
    if change.is_substance:
        raise Refusal(_("The leader decides this change."), code="substance")
    _approve(change, "approve", by=by, at=at)


@use_case
def approve_substance(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """The leader lets a target be lowered, the term be cut, or the company move."""
    _approve(change, "approve_substance", by=by, at=at)


def _approve(change: ChangeRequest, verb: str, *, by: Actor, at: datetime) -> None:
    if change.account is not None:
        raise Refusal(
            _("Finance decides this by verifying the account."), code="account"
        )
    is_new = _is_new_of_the_company(change)
    advance(change, verb, by=by, **_signed(by, at))
    _apply(change, at=at)
    others = carry(change, verb, at=at) if is_new else []
    if is_new:
        have_looked_at(change.award.company, at=at)
    told = ", ".join(each.award.number for each in others)
    _tell(change, "change_approved", at, others=told)


def _is_new_of_the_company(change: ChangeRequest) -> bool:
    """Whether all of its awards are concerned, and none has brought it about yet."""
    if change.kind not in OF_THE_COMPANY:
        return False
    wanted = {change.kind: change.wanted[change.kind]}  # named as the company's field
    known = Company.objects.filter(pk=change.award.company_id, **wanted)
    return not known.exists()


def _apply(change: ChangeRequest, *, at: datetime) -> None:
    """By the use cases that there are; the decision is what entitles to it."""
    wanted, reason = change.wanted, f"{change.number}: {change.reason}"
    company = change.award.company
    match change.kind:
        case ChangeKind.NAME:
            change_company(company, by=SYSTEM, at=at, name=wanted["name"])
        case ChangeKind.USCC:
            change_company(company, by=SYSTEM, at=at, uscc=wanted["uscc"])
        case ChangeKind.DISTRICT:
            facts = {"district_id": wanted["district"]}
            change_company(company, by=SYSTEM, at=at, **facts)
        case ChangeKind.TERM:
            day = date.fromisoformat(wanted["ends_on"])
            awards.change_term(
                change.award, ends_on=day, by=SYSTEM, at=at, reason=reason
            )
        case ChangeKind.TARGET:
            kept, target = keeper(), target_named(change.award, wanted["target"])
            if kept is not None:
                value = Decimal(wanted["value"])
                kept.change_target(target, value, reason=reason, by=SYSTEM, at=at)


@use_case
def decline(change: ChangeRequest, *, by: Actor, at: datetime, reason: str) -> None:
    """Leave it as it is; the company reads why."""
    _decline(change, "decline", by=by, at=at, reason=reason)


@use_case
def decline_substance(
    change: ChangeRequest, *, by: Actor, at: datetime, reason: str
) -> None:
    """The leader leaves it as it is; the company reads why."""
    _decline(change, "decline_substance", by=by, at=at, reason=reason)


def _decline(
    change: ChangeRequest, verb: str, *, by: Actor, at: datetime, reason: str
) -> None:
    if change.account is not None:
        raise Refusal(
            _("Finance decides this by verifying the account."), code="account"
        )
    answer = reason.strip()
    advance(change, verb, by=by, reason=reason, answer=answer, **_signed(by, at))
    _tell(change, "change_declined", at, reason=answer)


@use_case
def take_back(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """The company does not want it any more."""
    if change.account is not None:
        accounts.abandon(change.account, by=by, at=at)
    advance(change, "take_back", by=by)


@use_case
def settle(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """The account that was asked for has been verified."""
    advance(change, "settle", by=by, **_signed(by, at))
    _tell(change, "change_approved", at)


@use_case
def drop(change: ChangeRequest, *, by: Actor, at: datetime, reason: str) -> None:
    """The account that was asked for has been refused."""
    answer = reason.strip()
    advance(change, "drop", by=by, reason=reason, answer=answer, **_signed(by, at))


def _signed(by: Actor, at: datetime) -> dict[str, Any]:
    return {"decided_at": at if by.pk else None, "decided_by_id": by.pk}


@use_case
def verify(account: BankAccount, *, by: Actor, at: datetime) -> None:
    """Verify an account, and with it the change that asked for it."""
    accounts.confirm(account, by=by, at=at)
    have_looked_at(account.company, at=at)
    change = _request_for(account)
    if change is not None:
        settle(change, by=by, at=at)


@use_case
def refuse(account: BankAccount, *, by: Actor, at: datetime, reason: str) -> None:
    """Refuse an account, and with it the change that asked for it."""
    accounts.reject(account, by=by, at=at, reason=reason)
    change = _request_for(account)
    if change is not None:
        drop(change, by=by, at=at, reason=reason)


def _request_for(account: BankAccount) -> ChangeRequest | None:
    found: ChangeRequest | None = (
        ChangeRequest.objects.open().filter(account=account).first()
    )
    return found


def _tell(change: ChangeRequest, template: str, at: datetime, **told: str) -> None:
    _post(change, template, administrators(change.award.company), at, **told)


def _post(
    change: ChangeRequest, template: str, people: list[User], at: datetime, **told: str
) -> None:
    for user in people:
        post(
            template,
            to=user,
            key=f"{template}:{change.pk}:{user.pk}",
            at=at,
            number=change.number,
            award=change.award.number,
            company=change.award.company.name,
            path=change.get_absolute_url(),
            **told,
        )
