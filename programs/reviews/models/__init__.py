"""Who has what to judge, what they scored, and how a call is reviewed."""

from programs.reviews.models.assignments import Assignment, AssignmentQuerySet
from programs.reviews.models.judging import OutlierConfirmation, PanelVote
from programs.reviews.models.plans import CleanCopy, ReviewPlan, ReviewReminder
from programs.reviews.models.scores import Rescoring, Score

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "CleanCopy",
    "OutlierConfirmation",
    "PanelVote",
    "Rescoring",
    "ReviewPlan",
    "ReviewReminder",
    "Score",
]
