"""From a promise to money that has arrived, and back: each verb by its name."""

from programs.payments.actions.batching import discard, draw_up, release
from programs.payments.actions.booking import (
    book,
    recover,
    restore,
    reverse,
    take_return,
    undo,
)
from programs.payments.actions.gates import confirm_gate, look_at_gates, waive_gate
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
from programs.payments.actions.planning import grant_and_plan, plan
from programs.payments.actions.replying import block, post, settle, take_in, unblock

__all__ = [
    "approve",
    "block",
    "book",
    "cancel",
    "check",
    "clear",
    "confirm_gate",
    "decline",
    "decline_large",
    "discard",
    "draw_up",
    "grant_and_plan",
    "instruct",
    "look_at_gates",
    "plan",
    "post",
    "recover",
    "release",
    "request",
    "restore",
    "reverse",
    "settle",
    "take_in",
    "take_return",
    "unblock",
    "undo",
    "waive_gate",
]
