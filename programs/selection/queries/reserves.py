"""Who waits in reserve, in which order."""

from django.db.models import QuerySet

from programs.selection.models import Proposal
from programs.selection.states import ProposalStatus


def waiting(program: int, call: int) -> QuerySet[Proposal]:
    """The reserve list of a call: earlier meetings first, each in its order."""
    rows = Proposal.objects.filter(
        program=program, application__call=call, status=ProposalStatus.RESERVE
    ).select_related("application__company", "application__call__program", "meeting")
    return rows.order_by("meeting__held_on", "meeting", "reserve_position")
