"""The front door Django knocks on; the models themselves live with their slices."""

from programs.applications.models import Application, Attachment, Draft, Submission
from programs.awards.models import Award, Place, PublishedGrant
from programs.calls.models import Call, Extension, FormVersion
from programs.catalogue.models import BudgetLine, Program
from programs.payments.models import Gate, LedgerEntry, Payment, Tranche
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
    "BudgetLine",
    "Call",
    "Conflict",
    "Delivery",
    "Draft",
    "Draw",
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
    "Rendition",
    "Run",
    "Schedule",
    "Score",
    "Submission",
    "Subscription",
    "Tranche",
]
