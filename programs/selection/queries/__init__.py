"""What stands against a proposal, what was decided, and what is spoken for."""

from programs.selection.queries.decisions import (
    below,
    items_of,
    place_in_reserve,
    reason_of,
    to_apply,
    untold,
)
from programs.selection.queries.objections import objections_to, why_not_yet
from programs.selection.queries.papers import Difference, differences, listed, recorded
from programs.selection.queries.proposals import announced
from programs.selection.queries.reserves import waiting

__all__ = [
    "Difference",
    "announced",
    "below",
    "differences",
    "items_of",
    "listed",
    "objections_to",
    "place_in_reserve",
    "reason_of",
    "recorded",
    "to_apply",
    "untold",
    "waiting",
    "why_not_yet",
]
