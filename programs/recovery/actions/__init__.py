"""From a breach to the last yuan: each verb by its name."""

from programs.recovery.actions.booking import reopen, repay, settle, undo_repayment
from programs.recovery.actions.deferring import (
    ask_deferral,
    decline,
    grant,
    lapse,
    lapse_missed,
)
from programs.recovery.actions.demanding import cancel, demand, drop, propose, refer
from programs.recovery.actions.losing import (
    ask_write_off,
    give_up,
    refuse,
    take_up,
    write_off,
)
from programs.recovery.actions.reminding import remind, remind_due

__all__ = [
    "ask_deferral",
    "ask_write_off",
    "cancel",
    "decline",
    "demand",
    "drop",
    "give_up",
    "grant",
    "lapse",
    "lapse_missed",
    "propose",
    "refer",
    "refuse",
    "remind",
    "remind_due",
    "reopen",
    "repay",
    "settle",
    "take_up",
    "undo_repayment",
    "write_off",
]
