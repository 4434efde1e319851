"""The front door Django knocks on; the models themselves live with their slices."""

from programs.applications.models import (
    Application,
    Attachment,
    Correction,
    Draft,
    Submission,
)
from programs.awards.models import Award, Place, PublishedGrant
from programs.calls.models import BankQuestion, Call, Extension, FormVersion, Sketch
from programs.catalogue.models import BudgetLine, Program
from programs.messages.models import CaseMessage, Enclosure, Reading
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
from programs.reviews.models import Assignment, Conflict, Draw, Expert, Score
from programs.selection.models import Meeting, Objection, Proposal, PublicNotice

__all__ = [
    "Application",
    "Assignment",
    "Attachment",
    "Award",
    "BankQuestion",
    "BudgetLine",
    "Call",
    "CaseMessage",
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
    "Issue",
    "LedgerEntry",
    "Meeting",
    "Objection",
    "Payment",
    "Place",
    "Program",
    "Proposal",
    "PublicNotice",
    "PublishedGrant",
    "Reading",
    "Reminder",
    "Rendition",
    "Run",
    "Schedule",
    "Score",
    "Sketch",
    "Submission",
    "Subscription",
    "Tranche",
]
