"""Meetings, proposals, notices and objections on the staff desk."""

from programs.selection.admin.meetings import MeetingAdmin
from programs.selection.admin.notices import (
    NoticeAdmin,
    NoticeFileAdmin,
    NoticeFindingAdmin,
)
from programs.selection.admin.objections import ObjectionAdmin
from programs.selection.admin.proposals import ProposalAdmin

__all__ = [
    "MeetingAdmin",
    "NoticeAdmin",
    "NoticeFileAdmin",
    "NoticeFindingAdmin",
    "ObjectionAdmin",
    "ProposalAdmin",
]
