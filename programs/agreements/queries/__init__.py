"""Which agreement and which account hold, and the papers as they are printed."""

from programs.agreements.queries.changing import (
    changes_since,
    compared,
    to_hear,
    unwritten,
    written_in,
)
from programs.agreements.queries.papers import (
    attached,
    filename,
    frozen,
    page,
    record_of,
    said,
)
from programs.agreements.queries.standing import account_of, signed, without_paper

__all__ = [
    "account_of",
    "attached",
    "changes_since",
    "compared",
    "filename",
    "frozen",
    "page",
    "record_of",
    "said",
    "signed",
    "to_hear",
    "unwritten",
    "without_paper",
    "written_in",
]
