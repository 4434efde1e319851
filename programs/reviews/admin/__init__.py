"""Draws, assignments and scores on the staff desk."""

from programs.reviews.admin.giving import DrawAdmin
from programs.reviews.admin.scoring import AssignmentAdmin, ScoreAdmin

__all__ = ["AssignmentAdmin", "DrawAdmin", "ScoreAdmin"]
