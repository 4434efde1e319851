"""From scored applications to a list that can stand in public."""

from programs.selection.models.meetings import Meeting, OfProgramQuerySet
from programs.selection.models.notices import NoticeQuerySet, PublicNotice
from programs.selection.models.objections import Objection, ObjectionQuerySet
from programs.selection.models.proposals import Proposal

__all__ = [
    "Meeting",
    "NoticeQuerySet",
    "Objection",
    "ObjectionQuerySet",
    "OfProgramQuerySet",
    "Proposal",
    "PublicNotice",
]
