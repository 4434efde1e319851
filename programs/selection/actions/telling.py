"""Telling applicants what was decided, once nobody will undo it any more."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.letters.actions import issue
from programs.letters.states import Outcome
from programs.selection.actions.proposing import Outcome as Row
from programs.selection.models import Meeting, Proposal, PublicNotice
from programs.selection.queries.decisions import (
    below,
    place_in_reserve,
    reason_of,
    untold,
)
from programs.selection.states import ProposalStatus


@use_case
def tell(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Tell who was not chosen, or waits in reserve; it is not undone after that."""
    if not by.may(Permission.PROPOSE, at=proposal):
        raise PermissionDenied
    if proposal.told_on is not None:
        return
    application, reason = proposal.application, reason_of(proposal)
    if proposal.status == ProposalStatus.REJECTED:
        if application.status == Standing.PROPOSED:
            moves.decline(application, by=SYSTEM, at=at, reason=reason)
        issue(application, Outcome.NOT_SELECTED, reasons=[reason], by=by, at=at)
    elif proposal.status == ProposalStatus.RESERVE:
        notes = [place_in_reserve(proposal.reserve_position or 0)]
        issue(application, Outcome.RESERVE, notes=notes, by=by, at=at)
    else:
        raise Refusal(
            _("Nothing is decided about this that could be told."), code="told"
        )
    proposal.told_on = at
    proposal.save(update_fields=["told_on"])


@use_case
def tell_results(meeting: Meeting, *, by: Actor, at: datetime) -> int:
    """Tell all of a meeting who were not chosen or wait in reserve; how many."""
    rows = list(untold(meeting))
    for proposal in rows:
        tell(proposal, by=by, at=at)
    return len(rows)


@use_case
def tell_with(notice: PublicNotice, *, at: datetime) -> None:
    """What a notice sets off: the others of its meetings hear on the same day."""
    meetings = Meeting.objects.filter(proposals__notice=notice).distinct()
    for meeting in meetings:
        tell_results(meeting, by=SYSTEM, at=at)


@use_case
def decline_below(call: Call, *, by: Actor, at: datetime, reason: str) -> list[Row]:
    """End the applications of a call that nobody has proposed, each with its letter."""
    if not by.may(Permission.PROPOSE, at=call.program):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    rows = below(call)
    return [_declined(each, reason.strip(), by=by, at=at) for each in rows]


def _declined(application: Application, reason: str, *, by: Actor, at: datetime) -> Row:
    try:
        _end(application, by=by, at=at, reason=reason)
    except Refusal as refusal:
        return Row(application, refusal=refusal)
    return Row(application)


@use_case
def _end(application: Application, *, by: Actor, at: datetime, reason: str) -> None:
    moves.decline(application, by=by, at=at, reason=reason)
    issue(application, Outcome.NOT_SELECTED, reasons=[reason], by=by, at=at)
