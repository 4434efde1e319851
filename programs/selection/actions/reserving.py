"""The reserve list: who moves up when somebody leaves, in order and with the reason."""

from datetime import datetime

from django.utils.translation import gettext as _

from foundation.accounts.models import SYSTEM
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from programs.applications.states import Status as Standing
from programs.catalogue.models import Program
from programs.joint.queries import why_not_proposable
from programs.selection.models import Proposal
from programs.selection.queries.reserves import waiting


@use_case
def promote(
    proposal: Proposal,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    stands_for: Proposal | None = None,
) -> None:
    """Move somebody up from the reserve list; quota, budget and checks hold again."""
    if why := why_not_proposable(proposal.application):
        raise why
    changes = {"promoted_on": at, "stands_for": stands_for, "told_on": None}
    advance(proposal, "promote", by=by, reason=reason, **changes)


@use_case
def promote_next(gone: Proposal, *, at: datetime, why: str = "") -> Proposal | None:
    """Move up the first of the reserve list who can, in the place of who has gone.

    Two who leave at the same moment take turns at the program's row. Somebody who
    cannot move up now keeps the place on the list, and the journal says why.
    """
    Program.objects.select_for_update(no_key=True).get(pk=gone.program_id)
    for proposal in waiting(gone.program_id, gone.application.call_id):
        reason = _("In the place of %(number)s: %(why)s.") % {
            "number": gone.application.number,
            "why": why or gone.get_status_display(),
        }
        try:
            promote(proposal, by=SYSTEM, at=at, reason=reason, stands_for=gone)
        except Refusal as refusal:
            record(proposal, "promotion_refused", by=SYSTEM, reason=refusal.sentence)
            continue
        return proposal
    return None


@use_case
def pass_over(proposal: Proposal, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Take somebody off the reserve list, by decision and with the reason."""
    if proposal.application.status != Standing.PROPOSED:
        raise Refusal(_("This application is not proposed any more."), code="moved_on")
    changes = {"reserve_position": None, "told_on": None}
    advance(proposal, "pass_over", by=by, reason=reason, **changes)
