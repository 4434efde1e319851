"""What staff do with calls and their forms, by name."""

from programs.calls.actions.calls import clone, draft, extend, publish, revise, withdraw
from programs.calls.actions.forms import (
    discard_form,
    drop_question,
    edit_form,
    issue_form,
    keep_question,
    write_form,
)

__all__ = [
    "clone",
    "discard_form",
    "draft",
    "drop_question",
    "edit_form",
    "extend",
    "issue_form",
    "keep_question",
    "publish",
    "revise",
    "withdraw",
    "write_form",
]
