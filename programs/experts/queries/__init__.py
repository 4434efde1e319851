"""Who may be drawn for a group of applications, and who must not, from the data."""

from programs.experts.queries.conflicts import Found, conflicts, standing_conflicts
from programs.experts.queries.people import candidates, credit_of, employers_of

__all__ = [
    "Found",
    "candidates",
    "conflicts",
    "credit_of",
    "employers_of",
    "standing_conflicts",
]
