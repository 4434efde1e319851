"""What can be done with reports: schedule them, make issues of them, deliver those."""

from programs.reports.actions.delivering import claim_delivery, deliver, deliver_next
from programs.reports.actions.issuing import build, claim, correct, issue_next
from programs.reports.actions.planning import (
    plan,
    schedule,
    stop,
    subscribe,
    unsubscribe,
)

__all__ = [
    "build",
    "claim",
    "claim_delivery",
    "correct",
    "deliver",
    "deliver_next",
    "issue_next",
    "plan",
    "schedule",
    "stop",
    "subscribe",
    "unsubscribe",
]
