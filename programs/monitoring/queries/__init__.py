"""What is owed, what is late, and what money waits for."""

from programs.monitoring.queries.facts import (
    holding,
    milestones_unmet,
    open_findings,
    overdue,
    report_confirmed,
)

__all__ = [
    "holding",
    "milestones_unmet",
    "open_findings",
    "overdue",
    "report_confirmed",
]
