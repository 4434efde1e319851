"""The front door Django knocks on; the models themselves live with their slices."""

from programs.applications.models import (
    Application,
    Attachment,
    Correction,
    Draft,
    Endorsement,
    Incoming,
    Submission,
    TroubleReport,
)
from programs.awards.models import Award, Place, PublishedGrant
from programs.bulletin.models import CallDocument
from programs.calls.models import BankQuestion, Call, Extension, FormVersion, Sketch
from programs.catalogue.models import BudgetLine, Program
from programs.clarifications.models import Amendment, Clarification
from programs.eligibility.models import Screening
from programs.experts.models import (
    Absence,
    Avoidance,
    Conflict,
    CreditRecord,
    Employment,
    Expert,
)
from programs.formal.models import Checklist, ChecklistItem, FormalCase
from programs.incidents.models import Incident, Relief
from programs.joint.models import JointCheck
from programs.letters.models import Letter
from programs.messages.models import CaseMessage, Enclosure, Reading
from programs.panels.models import Draw, DrawConfirmation, Panel, PanelCase, Seat
from programs.payments.models import Gate, LedgerEntry, Payment, Tranche
from programs.ranking.models import Basis, Scenario
from programs.reminders.models import Reminder
from programs.reports.models import (
    Delivery,
    Issue,
    Rendition,
    Run,
    Schedule,
    Subscription,
)
from programs.reviews.models import (
    Assignment,
    CleanCopy,
    OutlierConfirmation,
    PanelVote,
    Rescoring,
    ReviewPlan,
    ReviewReminder,
    Score,
)
from programs.selection.models import (
    AgendaItem,
    Attendee,
    Meeting,
    NoticeFile,
    NoticeFinding,
    Objection,
    ObjectionFile,
    ObjectionNote,
    Proposal,
    PublicNotice,
    Recusal,
)
from programs.visits.models import (
    SiteFinding,
    SitePhoto,
    SiteVisit,
    TeamMember,
    VisitSample,
)

__all__ = [
    "Absence",
    "AgendaItem",
    "Amendment",
    "Application",
    "Assignment",
    "Attachment",
    "Attendee",
    "Avoidance",
    "Award",
    "BankQuestion",
    "Basis",
    "BudgetLine",
    "Call",
    "CallDocument",
    "CaseMessage",
    "Checklist",
    "ChecklistItem",
    "Clarification",
    "CleanCopy",
    "Conflict",
    "Correction",
    "CreditRecord",
    "Delivery",
    "Draft",
    "Draw",
    "DrawConfirmation",
    "Employment",
    "Enclosure",
    "Endorsement",
    "Expert",
    "Extension",
    "FormVersion",
    "FormalCase",
    "Gate",
    "Incident",
    "Incoming",
    "Issue",
    "JointCheck",
    "LedgerEntry",
    "Letter",
    "Meeting",
    "NoticeFile",
    "NoticeFinding",
    "Objection",
    "ObjectionFile",
    "ObjectionNote",
    "OutlierConfirmation",
    "Panel",
    "PanelCase",
    "PanelVote",
    "Payment",
    "Place",
    "Program",
    "Proposal",
    "PublicNotice",
    "PublishedGrant",
    "Reading",
    "Recusal",
    "Relief",
    "Reminder",
    "Rendition",
    "Rescoring",
    "ReviewPlan",
    "ReviewReminder",
    "Run",
    "Scenario",
    "Schedule",
    "Score",
    "Screening",
    "Seat",
    "SiteFinding",
    "SitePhoto",
    "SiteVisit",
    "Sketch",
    "Submission",
    "Subscription",
    "TeamMember",
    "Tranche",
    "TroubleReport",
    "VisitSample",
]
