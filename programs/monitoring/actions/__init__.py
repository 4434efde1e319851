"""Everything that is done about an award after it was granted, but pay and recover."""

from programs.monitoring.actions.evaluating import (
    Line,
    begin_evaluation,
    countersign,
    evaluate,
    fill_in,
    rework,
)
from programs.monitoring.actions.findings import answer, close, insist, open_finding
from programs.monitoring.actions.milestones import (
    accept,
    amend,
    claim,
    decline,
    set_milestone,
)
from programs.monitoring.actions.reminding import open_due, remind, remind_due
from programs.monitoring.actions.reports import (
    attach,
    confirm,
    detach,
    endorse,
    hand_in,
    object_to,
    open_report,
    reopen,
    send_back,
    write,
)

__all__ = [
    "Line",
    "accept",
    "amend",
    "answer",
    "attach",
    "begin_evaluation",
    "claim",
    "close",
    "confirm",
    "countersign",
    "decline",
    "detach",
    "endorse",
    "evaluate",
    "fill_in",
    "hand_in",
    "insist",
    "object_to",
    "open_due",
    "open_finding",
    "open_report",
    "remind",
    "remind_due",
    "reopen",
    "rework",
    "send_back",
    "set_milestone",
    "write",
]
