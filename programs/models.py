"""The front door Django knocks on; the models themselves live with their slices."""

from programs.applications.models import (
    Application,
    Attachment,
    Correction,
    Draft,
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
from programs.experts.models import Conflict, Expert
from programs.incidents.models import Incident, Relief
from programs.joint.models import JointCheck
from programs.messages.models import CaseMessage, Enclosure, Reading
from programs.panels.models import Draw
from programs.payments.models import Gate, LedgerEntry, Payment, Tranche
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
from programs.selection.models import Meeting, Objection, Proposal, PublicNotice
from programs.visits.models import (
    SiteFinding,
    SitePhoto,
    SiteVisit,
    TeamMember,
    VisitSample,
)

__all__ = [
    "Amendment",
    "Application",
    "Assignment",
    "Attachment",
    "Award",
    "BankQuestion",
    "BudgetLine",
    "Call",
    "CallDocument",
    "CaseMessage",
    "Clarification",
    "CleanCopy",
    "Conflict",
    "Correction",
    "Delivery",
    "Draft",
    "Draw",
    "Enclosure",
    "Expert",
    "Extension",
    "FormVersion",
    "Gate",
    "Incident",
    "Incoming",
    "Issue",
    "JointCheck",
    "LedgerEntry",
    "Meeting",
    "Objection",
    "OutlierConfirmation",
    "PanelVote",
    "Payment",
    "Place",
    "Program",
    "Proposal",
    "PublicNotice",
    "PublishedGrant",
    "Reading",
    "Relief",
    "Reminder",
    "Rendition",
    "Rescoring",
    "ReviewPlan",
    "ReviewReminder",
    "Run",
    "Schedule",
    "Score",
    "Screening",
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
