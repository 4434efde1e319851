"""What is read of reviews: sheets, results, and what stands beside them."""

from programs.reviews.queries.board import Board, board
from programs.reviews.queries.desk import (
    Progress,
    Reminded,
    are_names_hidden,
    desk_of,
    may_read,
    progress_of,
    to_remind,
)
from programs.reviews.queries.packets import (
    Packet,
    Paper,
    packet,
    paper_of,
    to_clean,
    why_not_there,
    words_of,
)
from programs.reviews.queries.printing import bound, printed
from programs.reviews.queries.results import (
    Result,
    agreements,
    feedback_of,
    is_to_confirm,
    mark_of,
    results,
    submitted,
    total_of,
    waiting_outliers,
)
from programs.reviews.queries.sheets import scores_of, sheet_of

__all__ = [
    "Board",
    "Packet",
    "Paper",
    "Progress",
    "Reminded",
    "Result",
    "agreements",
    "are_names_hidden",
    "board",
    "bound",
    "desk_of",
    "feedback_of",
    "is_to_confirm",
    "mark_of",
    "may_read",
    "packet",
    "paper_of",
    "printed",
    "progress_of",
    "results",
    "scores_of",
    "sheet_of",
    "submitted",
    "to_clean",
    "to_remind",
    "total_of",
    "waiting_outliers",
    "why_not_there",
    "words_of",
]
