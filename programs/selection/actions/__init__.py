"""From scored applications to a list that can stand in public: each verb by name."""

from programs.selection.actions.objecting import (
    aim,
    dismiss,
    refuse,
    register,
    take_up,
    uphold,
)
from programs.selection.actions.proposing import (
    Inputs,
    announce,
    decide,
    grant,
    propose,
    record_meeting,
    reject,
    remove,
    reopen,
)
from programs.selection.actions.publishing import (
    close,
    prepare,
    publish,
    reword,
    supersede,
)

__all__ = [
    "Inputs",
    "aim",
    "announce",
    "close",
    "decide",
    "dismiss",
    "grant",
    "prepare",
    "propose",
    "publish",
    "record_meeting",
    "refuse",
    "register",
    "reject",
    "remove",
    "reopen",
    "reword",
    "supersede",
    "take_up",
    "uphold",
]
