"""Hearing objections: each freezes what it is against, and nothing else."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.selection.actions.deciding import remove
from programs.selection.models import Objection, Proposal, PublicNotice
from programs.selection.states import ObjectionStatus, ProposalStatus, Signature


@use_case
def register(  # what an objection must bear to be accepted
    notice: PublicNotice,
    *,
    objector: str,
    contact: str,
    content: str,
    at: datetime,
    proposal: Proposal | None = None,
    signed_with: str = Signature.REAL_NAME,
) -> Objection:
    """Take an objection from the public; the database's clock says whether in time."""
    if not (objector.strip() and contact.strip() and content.strip()):
        raise Refusal(
            _("An objection bears a real name or a seal, a contact, and reasons."),
            code="objection",
        )
    objection = Objection.objects.create(
        notice=notice,
        proposal=proposal,
        number=next_number("YY", city_day(at).year),
        objector=objector.strip(),
        contact=contact.strip(),
        content=content.strip(),
        signed_with=signed_with,
    )
    record(objection, "register", by=SYSTEM)
    return objection


@use_case
def refuse(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Do not accept an objection; it lacks what it must bear."""
    advance(objection, "refuse", by=by, reason=reason)


@use_case
def take_up(objection: Objection, *, by: Actor, at: datetime) -> None:
    """Begin to investigate; the application that it is against waits."""
    advance(objection, "take_up", by=by)
    application = _challenged(objection)
    if application and application.status == Standing.PUBLIC_NOTICE:
        moves.challenge(application, by=by, at=at)


@use_case
def dismiss(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:
    """Find an objection unfounded; the application goes on when no other waits."""
    application = _challenged(objection)
    advance(objection, "dismiss", by=by, reason=reason)
    others = Objection.objects.filter(
        proposal=objection.proposal_id, status=ObjectionStatus.INVESTIGATED
    )
    if application and application.status == Standing.OBJECTION and not others:
        moves.clear(application, by=by, at=at)


@use_case
def uphold(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:
    """Find an objection founded; what it is against comes off the list."""
    if objection.proposal is None:
        raise Refusal(
            _("Say first which proposal this objection is against."), code="proposal"
        )
    _challenged(objection)
    advance(objection, "uphold", by=by, reason=reason)
    if objection.proposal.status == ProposalStatus.ANNOUNCED:
        remove(objection.proposal, by=by, at=at, reason=reason)


@use_case
def aim(objection: Objection, proposal: Proposal, *, by: Actor) -> None:
    """Say which proposal of the list an objection is against."""
    if not by.may(Permission.HANDLE_OBJECTION, at=objection):
        raise PermissionDenied
    if objection.status != ObjectionStatus.REGISTERED:
        raise Refusal(_("This objection has been taken up already."), code="moved_on")
    objection.proposal = proposal
    objection.save(update_fields=["proposal"])
    record(objection, "aim", by=by, proposal=proposal.pk)


def _challenged(objection: Objection) -> Application | None:
    """The application at stake, locked, so that two objections do not cross."""
    if objection.proposal is None:
        return None
    rows = Application.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("call__program", "company")
    return rows.get(pk=objection.proposal.application_id)
