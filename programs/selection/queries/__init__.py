"""What stands against a proposal, and how much of a program is spoken for."""

from programs.selection.queries.objections import objections_to, why_not_yet
from programs.selection.queries.proposals import announced

__all__ = ["announced", "objections_to", "why_not_yet"]
