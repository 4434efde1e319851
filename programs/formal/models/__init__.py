"""Checklists of the formal review, and the guard that no case passes without one."""

from programs.formal.models.checklists import (
    Checklist,
    ChecklistItem,
    ChecklistQuerySet,
    FormalCase,
)

__all__ = ["Checklist", "ChecklistItem", "ChecklistQuerySet", "FormalCase"]
