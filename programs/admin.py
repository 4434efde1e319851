"""The staff desk's pages of the programs, for Django to find."""

from programs.agreements.admin import (
    AgreementAdmin,
    BankAccountAdmin,
    ChangeRequestAdmin,
)
from programs.applications.admin import ApplicationAdmin
from programs.awards.admin import PlaceAdmin, PublishedGrantAdmin
from programs.calls.admin import BankQuestionAdmin
from programs.catalogue.admin import BudgetLineAdmin, ProgramAdmin
from programs.clarifications.admin import AmendmentAdmin, ClarificationAdmin
from programs.experts.admin import AvoidanceAdmin, ConflictAdmin, ExpertAdmin
from programs.formal.admin import FormalCaseAdmin
from programs.incidents.admin import IncidentAdmin
from programs.joint.admin import JointCheckAdmin
from programs.letters.admin import LetterAdmin
from programs.messages.admin import CaseMessageAdmin
from programs.monitoring.admin import (
    EvaluationAdmin,
    FindingAdmin,
    MilestoneAdmin,
    YearReportAdmin,
)
from programs.panels.admin import DrawAdmin
from programs.payments.admin import (
    AwardAdmin,
    GrantableProposalAdmin,
    LedgerAdmin,
    PaymentAdmin,
    PaymentBatchAdmin,
    TrancheAdmin,
)
from programs.recovery.admin import (
    DeferralAdmin,
    RecoveryAdmin,
    RepaymentAdmin,
    WriteOffAdmin,
)
from programs.reports.admin import DeliveryAdmin, IssueAdmin, RunAdmin, ScheduleAdmin
from programs.reviews.admin import (
    AssignmentAdmin,
    ConfirmationAdmin,
    PanelDesk,
    PanelVoteAdmin,
    RescoringAdmin,
    ReviewPlanAdmin,
    ScoreAdmin,
    SeatDesk,
)
from programs.revisions.admin import IssuingCallAdmin
from programs.selection.admin import (
    MeetingAdmin,
    NoticeAdmin,
    NoticeFileAdmin,
    NoticeFindingAdmin,
    ObjectionAdmin,
)
from programs.visits.admin import SiteVisitAdmin, VisitSampleAdmin

__all__ = [
    "AgreementAdmin",
    "AmendmentAdmin",
    "ApplicationAdmin",
    "AssignmentAdmin",
    "AvoidanceAdmin",
    "AwardAdmin",
    "BankAccountAdmin",
    "BankQuestionAdmin",
    "BudgetLineAdmin",
    "CaseMessageAdmin",
    "ChangeRequestAdmin",
    "ClarificationAdmin",
    "ConfirmationAdmin",
    "ConflictAdmin",
    "DeferralAdmin",
    "DeliveryAdmin",
    "DrawAdmin",
    "EvaluationAdmin",
    "ExpertAdmin",
    "FindingAdmin",
    "FormalCaseAdmin",
    "GrantableProposalAdmin",
    "IncidentAdmin",
    "IssueAdmin",
    "IssuingCallAdmin",
    "JointCheckAdmin",
    "LedgerAdmin",
    "LetterAdmin",
    "MeetingAdmin",
    "MilestoneAdmin",
    "NoticeAdmin",
    "NoticeFileAdmin",
    "NoticeFindingAdmin",
    "ObjectionAdmin",
    "PanelDesk",
    "PanelVoteAdmin",
    "PaymentAdmin",
    "PaymentBatchAdmin",
    "PlaceAdmin",
    "ProgramAdmin",
    "PublishedGrantAdmin",
    "RecoveryAdmin",
    "RepaymentAdmin",
    "RescoringAdmin",
    "ReviewPlanAdmin",
    "RunAdmin",
    "ScheduleAdmin",
    "ScoreAdmin",
    "SeatDesk",
    "SiteVisitAdmin",
    "TrancheAdmin",
    "VisitSampleAdmin",
    "WriteOffAdmin",
    "YearReportAdmin",
]
