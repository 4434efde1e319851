"""What is owed, what it is reckoned from, how old it is, and its letter."""

from programs.recovery.queries.debts import (
    aging,
    debts,
    demands_on,
    installments,
    papers_of,
    recoveries_of,
    to_lapse,
    to_remind,
)
from programs.recovery.queries.facts import figures_of, inputs_of, reckoned
from programs.recovery.queries.owing import (
    dated,
    deferral_of,
    due_then,
    left_of,
    may_defer,
    planned,
)
from programs.recovery.queries.papers import (
    filename,
    frozen,
    languages,
    page,
    printed_in,
    record_of,
    said,
)

__all__ = [
    "aging",
    "dated",
    "debts",
    "deferral_of",
    "demands_on",
    "due_then",
    "figures_of",
    "filename",
    "frozen",
    "inputs_of",
    "installments",
    "languages",
    "left_of",
    "may_defer",
    "page",
    "papers_of",
    "planned",
    "printed_in",
    "reckoned",
    "record_of",
    "recoveries_of",
    "said",
    "to_lapse",
    "to_remind",
]
