"""Granting awards and places, and what becomes of them.

Quota, ceiling, budget and one per company are kept by the database: a grant that does
not fit is refused by the guard that knows the numbers, whoever asks and however many.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.money import matched
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.awards.models import Award, Place
from programs.awards.queries import granted
from programs.awards.rules import term_end
from programs.selection import actions as selection
from programs.selection.models import Proposal
from programs.selection.queries import why_not_yet
from programs.selection.states import ProposalStatus
from startups.companies.models import Company
from startups.companies.queries import administrators
from startups.support.actions import plan as open_plan
from startups.support.queries import active_plan

PREFIX = "JL"  # 奖励


@use_case
def grant(
    proposal: Proposal,
    *,
    by: Actor,
    at: datetime,
    document_number: str = "",
    year: int | None = None,
) -> Award | Place:
    """Turn an announced proposal into what it promises: an award, or a place.

    The windows of its notice have ended clean. `document_number` is that of the
    approval, and of the deciding meeting where none is given. Granting twice is
    granting once.
    """
    if not by.may(Permission.GRANT_AWARD, at=proposal):
        raise PermissionDenied
    if proposal.status == ProposalStatus.GRANTED:
        return granted(proposal)
    if waiting := why_not_yet(proposal, at):
        raise waiting
    number = document_number.strip() or _decided_in(proposal)
    selection.grant(proposal, by=by, at=at)
    if proposal.program.rules.pays:
        return _award(proposal, number, by=by, at=at, year=year)
    return _place(proposal, number, by=by, at=at)


def _decided_in(proposal: Proposal) -> str:
    if proposal.meeting is None:
        raise Refusal(_("Give the number of the approval document."), code="document")
    return proposal.meeting.number


def _award(
    proposal: Proposal, document: str, *, by: Actor, at: datetime, year: int | None
) -> Award:
    program, company = proposal.program, proposal.application.company
    city, district = matched(proposal.amount, program.city_ratio)
    today = city_day(at)
    award = Award.objects.create(
        number=next_number(PREFIX, today.year),
        program=program,
        company=company,
        proposal=proposal,
        company_type=proposal.application.company_type,
        amount=proposal.amount,
        city_amount=city,
        district_amount=district,
        year=year or today.year,
        inputs=_derivation(proposal, city, district),
        rule_version=program.rule_version,
        document_number=document,
        decided_on=today,
        term_ends_on=term_end(today),
    )
    record(award, "grant", by=by, amount=str(award.amount), document=document)
    _tell(company, "award_granted", award.number, award=award, at=at)
    return award


def _derivation(
    proposal: Proposal, city: Decimal, district: Decimal
) -> Mapping[str, str]:
    """Everything that the amount can be computed from again."""
    program = proposal.program
    return {
        **proposal.inputs,
        "company_type": proposal.application.company_type,
        "ceiling": str(program.ceiling),
        "city_ratio": str(program.city_ratio),
        "city": str(city),
        "district": str(district),
    }


def _place(proposal: Proposal, document: str, *, by: Actor, at: datetime) -> Place:
    """A place with its support plan; one that is open already is taken over."""
    program, company = proposal.program, proposal.application.company
    open_one = active_plan(company)
    place = Place.objects.create(
        program=program,
        company=company,
        proposal=proposal,
        plan=open_one or open_plan(company, by=SYSTEM, at=at),
        decided_on=city_day(at),
        document_number=document,
    )
    record(place, "grant", by=by, document=document)
    _tell(company, "award_place", str(place.pk), at=at, program=program.name)
    return place


def _tell(
    company: Company,
    template: str,
    key: str,
    *,
    at: datetime,
    award: Award | None = None,
    **told: Any,
) -> None:
    if award is not None:
        told |= {"number": award.number, "path": award.get_absolute_url()}
        told |= {"amount": f"{award.amount:,}", "document": award.document_number}
    for user in administrators(company):
        post(
            template,
            to=user,
            key=f"{template}-{key}-{user.pk}",
            at=at,
            company=company.name,
            **told,
        )


@use_case
def sign(award: Award, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The agreement or commitment is signed."""
    advance(award, "sign", by=by)


@use_case
def complete(award: Award, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    advance(award, "complete", by=by)


@use_case
def waive(award: Award, *, by: Actor, at: datetime, reason: str) -> None:
    """The company gives the award up; the next on the reserve list moves up."""
    advance(award, "waive", by=by, reason=reason)
    selection.promote_next(award.proposal, at=at, why=str(award.get_status_display()))


@use_case
def revoke(award: Award, *, by: Actor, at: datetime, reason: str) -> None:
    """Take an award back; what was paid stays counted until it is recovered."""
    advance(award, "revoke", by=by, reason=reason)
    _tell(
        award.company,
        "award_revoked",
        award.number,
        award=award,
        at=at,
        reason=reason,
    )


@use_case
def close(award: Award, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Nothing is owed any more: the file of a revoked award is closed."""
    advance(award, "close", by=by)


@use_case
def conclude(place: Place, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The support that was promised has been given."""
    advance(place, "conclude", by=by)


@use_case
def withdraw_place(place: Place, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Take a place back; somebody else can have it."""
    advance(place, "withdraw_place", by=by, reason=reason)


@use_case
def change_term(
    award: Award,
    *,
    ends_on: date,
    by: Actor,
    at: datetime,  # noqa: ARG001  # every use case is told when
    reason: str,
) -> None:
    """Let the term end on another day, by the decision that the reason names."""
    if not by.may(Permission.DECIDE_SUBSTANCE, at=award):
        raise PermissionDenied
    before = str(award.term_ends_on)
    award.term_ends_on = ends_on
    award.save(update_fields=["term_ends_on"])
    told = {"before": before, "after": str(ends_on)}
    record(award, "change_term", by=by, reason=reason, **told)
