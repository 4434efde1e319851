"""What is done with the pool of experts, and what applicants may ask of it."""

from programs.experts.actions.avoiding import ask_to_avoid, keep_conflicts
from programs.experts.actions.pool import (
    credit,
    describe,
    employ,
    end_absence,
    enlist,
    leave,
)

__all__ = [
    "ask_to_avoid",
    "credit",
    "describe",
    "employ",
    "end_absence",
    "enlist",
    "keep_conflicts",
    "leave",
]
