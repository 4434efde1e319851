"""What stands against a proposal, what was decided, and what is spoken for."""

from programs.selection.queries.decisions import (
    below,
    items_of,
    place_in_reserve,
    reason_of,
    recusals_of,
    to_apply,
    untold,
)
from programs.selection.queries.objections import objections_to, what_next, why_not_yet
from programs.selection.queries.packs import PRINTED_IN, pack
from programs.selection.queries.papers import (
    Difference,
    differences,
    listed,
    recorded,
    signed,
)
from programs.selection.queries.previews import Preview, fitting, letters, preview
from programs.selection.queries.proposals import announced
from programs.selection.queries.readiness import Readiness, readiness
from programs.selection.queries.reserves import waiting

__all__ = [
    "PRINTED_IN",
    "Difference",
    "Preview",
    "Readiness",
    "announced",
    "below",
    "differences",
    "fitting",
    "items_of",
    "letters",
    "listed",
    "objections_to",
    "pack",
    "place_in_reserve",
    "preview",
    "readiness",
    "reason_of",
    "recorded",
    "recusals_of",
    "signed",
    "to_apply",
    "untold",
    "waiting",
    "what_next",
    "why_not_yet",
]
