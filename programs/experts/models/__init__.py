"""Who may judge, and why somebody must not judge an application."""

from programs.experts.models.conflicts import Avoidance, Conflict, OfCallQuerySet
from programs.experts.models.people import (
    Absence,
    CreditRecord,
    Employment,
    Expert,
    ExpertQuerySet,
)

__all__ = [
    "Absence",
    "Avoidance",
    "Conflict",
    "CreditRecord",
    "Employment",
    "Expert",
    "ExpertQuerySet",
    "OfCallQuerySet",
]
