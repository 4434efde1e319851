"""From scored applications to a list that can stand in public."""

from programs.selection.models.agenda import AgendaItem, Recusal
from programs.selection.models.meetings import Attendee, Meeting, OfProgramQuerySet
from programs.selection.models.notices import NoticeQuerySet, PublicNotice
from programs.selection.models.objections import Objection, ObjectionQuerySet
from programs.selection.models.proposals import Proposal

__all__ = [
    "AgendaItem",
    "Attendee",
    "Meeting",
    "NoticeQuerySet",
    "Objection",
    "ObjectionQuerySet",
    "OfProgramQuerySet",
    "Proposal",
    "PublicNotice",
    "Recusal",
]
