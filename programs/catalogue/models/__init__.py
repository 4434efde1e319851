"""Programs with their quota, ceiling and budget: rows, never constants."""

from programs.catalogue.models.budgets import BudgetAdjustment, BudgetLine
from programs.catalogue.models.programs import (
    OVER_BUDGET,
    OVER_QUOTA,
    Program,
    ProgramQuerySet,
)

__all__ = [
    "OVER_BUDGET",
    "OVER_QUOTA",
    "BudgetAdjustment",
    "BudgetLine",
    "Program",
    "ProgramQuerySet",
]
