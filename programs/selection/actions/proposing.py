"""Proposing scored applications, and deciding about them: never the same person."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.money import ZERO
from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.selection.models import Meeting, Proposal

Inputs = Mapping[str, Decimal | str]


@use_case
def propose(
    application: Application,
    *,
    rank: int,
    by: Actor,
    at: datetime,
    inputs: Inputs | None = None,
    meeting: Meeting | None = None,
) -> Proposal:
    """Propose a scored application, for what the kind's formula makes of `inputs`."""
    program = application.call.program
    moves.propose(application, by=by, at=at)
    proposal: Proposal = Proposal.objects.create(
        program=program,
        application=application,
        rank=rank,
        score=application.score or ZERO,
        amount=_amount(application, inputs or {}),
        inputs={name: str(value) for name, value in (inputs or {}).items()},
        meeting=meeting,
        proposed_at=at if by.pk else None,
        proposed_by_id=by.pk,
    )
    record(proposal, "propose", by=by, rank=rank, amount=str(proposal.amount))
    return proposal


def _amount(application: Application, inputs: Inputs) -> Decimal:
    program = application.call.program
    formula = program.rules.amount
    if formula is None:
        return ZERO
    try:
        amount = formula(application.company_type, inputs, program.ceiling)
    except (KeyError, InvalidOperation) as error:
        raise Refusal(
            _("The formula needs the R&D post-subsidy that the company has received."),
            code="inputs",
        ) from error
    if amount <= 0:
        raise Refusal(_("By the formula this award would be nothing."), code="inputs")
    return amount


@use_case
def decide(
    proposal: Proposal, *, by: Actor, at: datetime, meeting: Meeting | None = None
) -> None:
    """Decide for a proposal; by somebody else than whoever proposed it."""
    _another_person(proposal, by)
    changes = _signed(by, at) | ({"meeting": meeting} if meeting else {})
    advance(proposal, "decide", by=by, **changes)


@use_case
def reject(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:
    """Decide against a proposal; its application is not selected."""
    _another_person(proposal, by)
    advance(proposal, "reject", by=by, reason=reason, **_signed(by, at))
    application = proposal.application
    moves.decline(application, by=SYSTEM, at=at, reason=reason)


@use_case
def reopen(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Undo a decision that no notice has published yet."""
    _another_person(proposal, by)
    undone = {"decided_at": None, "decided_by": None, "notice": None}
    advance(proposal, "reopen", by=by, reason=reason, **undone)


def _another_person(proposal: Proposal, by: Actor) -> None:
    if by.pk is not None and by.pk == proposal.proposed_by_id:
        raise Refusal(
            _("Whoever proposed this cannot decide it as well."), code="four_eyes"
        )


def _signed(by: Actor, at: datetime) -> dict[str, Any]:
    return {"decided_at": at if by.pk else None, "decided_by_id": by.pk}


@use_case
def announce(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Bring a decided proposal before the public, with its notice."""
    advance(proposal, "announce", by=by)
    moves.announce(proposal.application, by=by, at=at)


@use_case
def remove(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:
    """Take a proposal off the list because an objection to it is founded."""
    advance(proposal, "remove", by=by, reason=reason)
    moves.remove(proposal.application, by=by, at=at, reason=reason)


@use_case
def grant(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """The proposal's part in granting; `awards.grant` takes it with the award."""
    advance(proposal, "grant", by=by)
    moves.approve(proposal.application, by=by, at=at)


@use_case
def record_meeting(  # a meeting is program, number, day and minutes
    program: Program, *, number: str, held_on: date, by: Actor, minutes: str = ""
) -> Meeting:
    """Write down a meeting that decided, under the number of its document."""
    if not (
        by.may(Permission.PROPOSE, at=program) or by.may(Permission.DECIDE, at=program)
    ):
        raise PermissionDenied
    meeting: Meeting = Meeting.objects.create(
        program=program, number=number.strip(), held_on=held_on, minutes=minutes
    )
    record(meeting, "record_meeting", by=by)
    return meeting
