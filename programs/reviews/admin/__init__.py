"""Panels at work, assignments, scores and the state of reviews on the staff desk."""

from programs.reviews.admin.giving import PanelDesk, SeatDesk
from programs.reviews.admin.judging import (
    ConfirmationAdmin,
    PanelVoteAdmin,
    RescoringAdmin,
)
from programs.reviews.admin.plans import ReviewPlanAdmin
from programs.reviews.admin.scoring import AssignmentAdmin, ScoreAdmin

__all__ = [
    "AssignmentAdmin",
    "ConfirmationAdmin",
    "PanelDesk",
    "PanelVoteAdmin",
    "RescoringAdmin",
    "ReviewPlanAdmin",
    "ScoreAdmin",
    "SeatDesk",
]
