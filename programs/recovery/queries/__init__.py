"""What is owed, what it is reckoned from, how old it is, and its letter."""

from programs.recovery.queries.debts import (
    aging,
    debts,
    installments,
    left_of,
    papers_of,
    recoveries_of,
    to_remind,
)
from programs.recovery.queries.facts import figures_of, inputs_of, reckoned
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
    "debts",
    "figures_of",
    "filename",
    "frozen",
    "inputs_of",
    "installments",
    "languages",
    "left_of",
    "page",
    "papers_of",
    "printed_in",
    "reckoned",
    "record_of",
    "recoveries_of",
    "said",
    "to_remind",
]
