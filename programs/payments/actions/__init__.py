"""From a promise to money that has arrived, and back: each verb by its name."""

from programs.payments.actions.booking import (
    book,
    recover,
    restore,
    reverse,
    take_return,
    undo,
)
from programs.payments.actions.paying import (
    approve,
    cancel,
    check,
    clear,
    decline,
    decline_large,
    instruct,
    request,
)
from programs.payments.actions.planning import (
    confirm_gate,
    grant_and_plan,
    plan,
    waive_gate,
)

__all__ = [
    "approve",
    "book",
    "cancel",
    "check",
    "clear",
    "confirm_gate",
    "decline",
    "decline_large",
    "grant_and_plan",
    "instruct",
    "plan",
    "recover",
    "request",
    "restore",
    "reverse",
    "take_return",
    "undo",
    "waive_gate",
]
