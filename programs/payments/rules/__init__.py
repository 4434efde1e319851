"""The arithmetic of plans, and the files that go to the bank and come back."""

from programs.payments.rules.bankfiles import (
    LARGEST,
    Header,
    Line,
    Order,
    Reply,
    Unreadable,
    checked,
    read_reply,
    write_file,
)
from programs.payments.rules.judging import Known, in_order, judge, judge_all
from programs.payments.rules.plan import Planned, report_before, report_days, tranches

__all__ = [
    "LARGEST",
    "Header",
    "Known",
    "Line",
    "Order",
    "Planned",
    "Reply",
    "Unreadable",
    "checked",
    "in_order",
    "judge",
    "judge_all",
    "read_reply",
    "report_before",
    "report_days",
    "tranches",
    "write_file",
]
