"""The lives of a meeting, a proposal, a public notice and an objection."""

from programs.selection.states.meetings import (
    FIXED,
    MEETING_LIFECYCLE,
    MeetingStatus,
    Verdict,
)
from programs.selection.states.notices import NOTICE_LIFECYCLE, NoticeStatus
from programs.selection.states.objections import (
    OBJECTION_LIFECYCLE,
    UNDECIDED,
    ObjectionStatus,
    Signature,
)
from programs.selection.states.proposals import (
    GONE,
    PROPOSAL_LIFECYCLE,
    SPOKEN_FOR,
    ProposalStatus,
)

__all__ = [
    "FIXED",
    "GONE",
    "MEETING_LIFECYCLE",
    "NOTICE_LIFECYCLE",
    "OBJECTION_LIFECYCLE",
    "PROPOSAL_LIFECYCLE",
    "SPOKEN_FOR",
    "UNDECIDED",
    "MeetingStatus",
    "NoticeStatus",
    "ObjectionStatus",
    "ProposalStatus",
    "Signature",
    "Verdict",
]
