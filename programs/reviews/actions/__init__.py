"""What is done with reviews: giving them out, scoring, and judging as a panel."""

from programs.reviews.actions.cleaning import clean, clean_waiting
from programs.reviews.actions.giving import fill_up, give_out, replace
from programs.reviews.actions.judging import confirm_outlier, note_vote
from programs.reviews.actions.planning import plan, remind, remind_due
from programs.reviews.actions.scoring import declare, recuse, save_sheet, score
from programs.reviews.actions.voiding import expose, reopen, void

__all__ = [
    "clean",
    "clean_waiting",
    "confirm_outlier",
    "declare",
    "expose",
    "fill_up",
    "give_out",
    "note_vote",
    "plan",
    "recuse",
    "remind",
    "remind_due",
    "reopen",
    "replace",
    "save_sheet",
    "score",
    "void",
]
