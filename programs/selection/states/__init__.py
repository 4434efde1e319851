"""The lives of a proposal, of a public notice and of an objection."""

from programs.selection.states.notices import NOTICE_LIFECYCLE, NoticeStatus
from programs.selection.states.objections import (
    OBJECTION_LIFECYCLE,
    UNDECIDED,
    ObjectionStatus,
    Signature,
)
from programs.selection.states.proposals import PROPOSAL_LIFECYCLE, ProposalStatus

__all__ = [
    "NOTICE_LIFECYCLE",
    "OBJECTION_LIFECYCLE",
    "PROPOSAL_LIFECYCLE",
    "UNDECIDED",
    "NoticeStatus",
    "ObjectionStatus",
    "ProposalStatus",
    "Signature",
]
