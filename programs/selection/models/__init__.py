"""From scored applications to a list that can stand in public."""

from programs.selection.models.agenda import AgendaItem, Recusal
from programs.selection.models.meetings import Attendee, Meeting, OfProgramQuerySet
from programs.selection.models.notices import NoticeQuerySet, PublicNotice
from programs.selection.models.objections import (
    Objection,
    ObjectionFile,
    ObjectionNote,
    ObjectionQuerySet,
)
from programs.selection.models.proposals import Proposal
from programs.selection.models.scanning import NoticeFile, NoticeFinding

__all__ = [
    "AgendaItem",
    "Attendee",
    "Meeting",
    "NoticeFile",
    "NoticeFinding",
    "NoticeQuerySet",
    "Objection",
    "ObjectionFile",
    "ObjectionNote",
    "ObjectionQuerySet",
    "OfProgramQuerySet",
    "Proposal",
    "PublicNotice",
    "Recusal",
]
