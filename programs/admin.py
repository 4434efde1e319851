"""The staff desk's pages of the programs, for Django to find."""

from programs.applications.admin import ApplicationAdmin
from programs.awards.admin import PlaceAdmin, PublishedGrantAdmin
from programs.calls.admin import BankQuestionAdmin
from programs.catalogue.admin import ProgramAdmin
from programs.clarifications.admin import AmendmentAdmin, ClarificationAdmin
from programs.experts.admin import AvoidanceAdmin, ConflictAdmin, ExpertAdmin
from programs.incidents.admin import IncidentAdmin
from programs.letters.admin import LetterAdmin
from programs.messages.admin import CaseMessageAdmin
from programs.payments.admin import (
    AwardAdmin,
    GrantableProposalAdmin,
    LedgerAdmin,
    PaymentAdmin,
    TrancheAdmin,
)
from programs.reports.admin import DeliveryAdmin, IssueAdmin, RunAdmin, ScheduleAdmin
from programs.reviews.admin import AssignmentAdmin, DrawAdmin, ScoreAdmin
from programs.revisions.admin import IssuingCallAdmin
from programs.selection.admin import MeetingAdmin, NoticeAdmin, ObjectionAdmin

__all__ = [
    "AmendmentAdmin",
    "ApplicationAdmin",
    "AssignmentAdmin",
    "AvoidanceAdmin",
    "AwardAdmin",
    "BankQuestionAdmin",
    "CaseMessageAdmin",
    "ClarificationAdmin",
    "ConflictAdmin",
    "DeliveryAdmin",
    "DrawAdmin",
    "ExpertAdmin",
    "GrantableProposalAdmin",
    "IncidentAdmin",
    "IssueAdmin",
    "IssuingCallAdmin",
    "LedgerAdmin",
    "LetterAdmin",
    "MeetingAdmin",
    "NoticeAdmin",
    "ObjectionAdmin",
    "PaymentAdmin",
    "PlaceAdmin",
    "ProgramAdmin",
    "PublishedGrantAdmin",
    "RunAdmin",
    "ScheduleAdmin",
    "ScoreAdmin",
    "TrancheAdmin",
]
