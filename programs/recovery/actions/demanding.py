"""Asking money back: reckoned and proposed by one, approved and demanded by another."""

from datetime import datetime, timedelta
from typing import IO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.applications.rules import fingerprint
from programs.awards.models import Award
from programs.recovery.actions.telling import tell
from programs.recovery.models import Claim, Recovery
from programs.recovery.queries import frozen, left_of, reckoned
from programs.recovery.rules import Case, Reckoning

SERIES = "ZH"  # 追回
Named = tuple[str, IO[bytes]]  # a file's name and its content


@use_case
def propose(
    award: Award, case: Case, *, by: Actor, at: datetime, evidence: Named | None = None
) -> Recovery:
    """Reckon what is owed and propose to ask it back.

    The award is held meanwhile: what the reckoning rests on stands while it is written.
    """
    if not by.may(Permission.PROPOSE_RECOVERY, at=award):
        raise PermissionDenied
    award = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    today = city_day(at)
    if case.breached_on > today:
        raise Refusal(_("This day is still to come."), code="breached_on")
    inputs, found = reckoned(award, case, today=today)
    if not found.claims:
        raise Refusal(_("Nothing is owed by this reckoning."), code="nothing")
    recovery = Recovery.objects.create(
        number=next_number(SERIES, today.year),
        award=award,
        breach=case.breach,
        breached_on=case.breached_on,
        basis=case.basis.strip(),
        explanation=case.explanation.strip(),
        evidence=receive(*evidence, by=by, at=at) if evidence else None,
        inputs=inputs,
        rule_version=award.rule_version,
        reckoned_on=today,
        days_to_pay=case.days_to_pay,
        proposed_at=at if by.pk else None,
        proposed_by_id=by.pk,
    )
    _claim(recovery, found)
    record(recovery, "propose", by=by, breach=case.breach, amount=str(found.total))
    return recovery


def _claim(recovery: Recovery, found: Reckoning) -> None:
    for (source, part), amount in found.claims.items():
        Claim.objects.create(
            recovery=recovery, source=source, part=part, demanded=amount
        )


@use_case
def demand(recovery: Recovery, *, by: Actor, at: datetime) -> None:
    """Approve what another person proposed: the letter is frozen and goes out."""
    if recovery.demanded_on is not None and recovery.approved_by_id == by.pk:
        return
    today = city_day(at)
    due_on = today + timedelta(days=recovery.days_to_pay)
    content = frozen(recovery, due_on=due_on, at=at)
    advance(
        recovery,
        "demand",
        by=by,
        approved_at=at if by.pk else None,
        approved_by_id=by.pk,
        demanded_on=today,
        due_on=due_on,
        content=content,
        sha256=fingerprint(content),
    )
    tell(recovery, "recovery_demanded", left_of(recovery), at=at)


@use_case
def drop(recovery: Recovery, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Give up a proposal before the company has heard of it."""
    advance(recovery, "drop", by=by, reason=reason)


@use_case
def cancel(recovery: Recovery, *, by: Actor, at: datetime, reason: str) -> None:
    """Withdraw a demand of which nothing was booked; the company is told why."""
    advance(recovery, "cancel", by=by, reason=reason)
    tell(recovery, "recovery_withdrawn", left_of(recovery), at=at, reason=reason)


@use_case
def refer(  # a referral says to whom, under which number, and why
    recovery: Recovery,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    referred_to: str = "",
    case_number: str = "",
) -> None:
    """Hand an overdue demand to whoever enforces it."""
    advance(
        recovery,
        "refer",
        by=by,
        reason=reason,
        referred_to=referred_to.strip(),
        case_number=case_number.strip(),
        referred_on=city_day(at),
    )
    authority = recovery.referred_to
    tell(recovery, "recovery_referred", left_of(recovery), at=at, authority=authority)
