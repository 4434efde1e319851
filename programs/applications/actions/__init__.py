"""What people do with applications: each verb of the lifecycle by its name."""

from collections.abc import Callable, Mapping
from typing import Any

from programs.applications.actions.carrying import (
    carry_over,
    carry_over_all,
    carry_over_waiting,
)
from programs.applications.actions.drafting import (
    Hand,
    Saved,
    Seen,
    attach,
    begin,
    detach,
    save,
    save_page,
)
from programs.applications.actions.moves import (
    announce,
    approve,
    ask_correction,
    assign,
    begin_review,
    challenge,
    clear,
    close_overdue,
    conclude_scoring,
    consult,
    correct,
    decline,
    fail_review,
    inspect,
    pass_review,
    propose,
    remove,
    reopen_scoring,
    step_back,
    submit,
    take_back,
    time_out,
    void_panel,
    withdraw,
)
from programs.applications.actions.recommending import (
    Result,
    recommend,
    recommend_many,
    refuse,
    send_back,
)
from programs.applications.actions.reporting import report_trouble
from programs.applications.actions.uploading import expect, forget, take_in
from programs.applications.models import Application

BY_VERB: Mapping[str, Callable[..., Any]] = {
    move.verb: globals()[move.verb] for move in Application.lifecycle if not move.quiet
}

__all__ = [
    "BY_VERB",
    "Hand",
    "Result",
    "Saved",
    "Seen",
    "announce",
    "approve",
    "ask_correction",
    "assign",
    "attach",
    "begin",
    "begin_review",
    "carry_over",
    "carry_over_all",
    "carry_over_waiting",
    "challenge",
    "clear",
    "close_overdue",
    "conclude_scoring",
    "consult",
    "correct",
    "decline",
    "detach",
    "expect",
    "fail_review",
    "forget",
    "inspect",
    "pass_review",
    "propose",
    "recommend",
    "recommend_many",
    "refuse",
    "remove",
    "reopen_scoring",
    "report_trouble",
    "save",
    "save_page",
    "send_back",
    "step_back",
    "submit",
    "take_back",
    "take_in",
    "time_out",
    "void_panel",
    "withdraw",
]
