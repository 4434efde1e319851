"""What is owed, what is late, and what money waits for."""

from programs.monitoring.queries.facts import (
    milestones_unmet,
    open_findings,
    overdue,
    report_confirmed,
)

__all__ = ["milestones_unmet", "open_findings", "overdue", "report_confirmed"]
