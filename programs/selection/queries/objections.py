"""What stands against a proposal."""

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refusal
from programs.selection.models import Objection, Proposal
from programs.selection.states import ProposalStatus


def objections_to(proposal: Proposal) -> "list[Objection]":
    """Undecided ones against it, or against the whole list that it stands in."""
    whole_list = Q(proposal=None, notice=proposal.notice_id)
    rows = Objection.objects.undecided()
    return list(rows.filter(Q(proposal=proposal) | whole_list))


def why_not_yet(proposal: Proposal, now: datetime) -> Refusal | None:
    """Why nothing may follow from this proposal yet (D§1.5), or None."""
    notice = proposal.notice
    if proposal.status != ProposalStatus.ANNOUNCED or notice is None:
        return Refusal(_("This proposal is not in a public notice."), code="notice")
    ends = notice.objections_close_at
    if ends is None or now < ends:
        said = _("Objections to the public notice are taken until %(until)s.")
        until = f"{localtime(ends):%Y-%m-%d %H:%M}" if ends else "—"
        return Refusal(said, code="window", params={"until": until})
    waiting = objections_to(proposal)
    if waiting:
        said = _("Objection %(number)s is not decided yet.")
        return Refusal(said, code="objection", params={"number": waiting[0].number})
    return None
