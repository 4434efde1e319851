"""What is read of reviews: sheets, results, and what stands beside them."""

from programs.reviews.queries.results import (
    Result,
    agreements,
    feedback_of,
    mark_of,
    results,
    submitted,
    total_of,
)
from programs.reviews.queries.sheets import scores_of, sheet_of

__all__ = [
    "Result",
    "agreements",
    "feedback_of",
    "mark_of",
    "results",
    "scores_of",
    "sheet_of",
    "submitted",
    "total_of",
]
