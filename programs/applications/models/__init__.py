"""Applications: the draft that people save, and the submissions that nobody changes."""

from programs.applications.models.applications import Application, ApplicationQuerySet
from programs.applications.models.drafts import NOT_ASKED, Attachment, Draft, Incoming
from programs.applications.models.endorsements import Endorsement
from programs.applications.models.submissions import Correction, Submission
from programs.applications.models.troubles import TroubleReport

__all__ = [
    "NOT_ASKED",
    "Application",
    "ApplicationQuerySet",
    "Attachment",
    "Correction",
    "Draft",
    "Endorsement",
    "Incoming",
    "Submission",
    "TroubleReport",
]
