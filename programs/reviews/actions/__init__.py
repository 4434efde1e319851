"""What is done with reviews: giving them out, and scoring."""

from programs.reviews.actions.giving import draw
from programs.reviews.actions.scoring import declare, recuse, save_sheet, score, void

__all__ = ["declare", "draw", "recuse", "save_sheet", "score", "void"]
