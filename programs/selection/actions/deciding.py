"""Deciding about proposals, and undoing it: never by whoever proposed them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.letters.actions import issue
from programs.letters.states import Outcome
from programs.selection.actions.reserving import promote_next
from programs.selection.models import Meeting, Proposal
from programs.selection.states import SPOKEN_FOR


@use_case
def decide(
    proposal: Proposal, *, by: Actor, at: datetime, meeting: Meeting | None = None
) -> None:
    """Decide for a proposal; by somebody else than whoever proposed it."""
    _another_person(proposal, by)
    changes = _signed(by, at) | ({"meeting": meeting} if meeting else {})
    advance(proposal, "decide", by=by, **changes)


@use_case
def hold_back(proposal: Proposal, *, position: int, by: Actor, at: datetime) -> None:
    """Put a proposal on the reserve list of its meeting, at that place."""
    _another_person(proposal, by)
    signed = _signed(by, at)
    advance(proposal, "hold_back", by=by, reserve_position=position, **signed)


@use_case
def reject(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:
    """Decide against a proposal; its applicant hears with the notice, or by `tell`."""
    _another_person(proposal, by)
    advance(proposal, "reject", by=by, reason=reason, **_signed(by, at))


@use_case
def reopen(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Undo a decision that nobody outside has been told yet."""
    _another_person(proposal, by)
    undone = {
        "decided_at": None,
        "decided_by": None,
        "notice": None,
        "reserve_position": None,
    }
    advance(proposal, "reopen", by=by, reason=reason, **undone)
    proposal.items.exclude(applied_at=None).update(
        applied_at=None, applied_by=None, said={}
    )


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
    advance(proposal, "announce", by=by, told_on=at)
    moves.announce(proposal.application, by=by, at=at)


@use_case
def remove(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:
    """Take a proposal off the list because an objection to it is founded.

    The first of the reserve list moves up.
    """
    advance(proposal, "remove", by=by, reason=reason)
    moves.remove(proposal.application, by=by, at=at, reason=reason)
    issue(proposal.application, Outcome.REMOVED, reasons=[reason], by=by, at=at)
    promote_next(proposal, at=at)


@use_case
def step_back(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:
    """The company does not want what it is proposed for; the next in reserve does."""
    took_a_place = proposal.status in SPOKEN_FOR
    advance(proposal, "step_back", by=SYSTEM, reason=reason)
    moves.step_back(proposal.application, by=by, at=at, reason=reason)
    if took_a_place:
        promote_next(proposal, at=at)


@use_case
def grant(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """The proposal's part in granting; `awards.grant` takes it with the award."""
    advance(proposal, "grant", by=by)
    moves.approve(proposal.application, by=by, at=at)
