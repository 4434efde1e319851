"""Issuing and signing agreements, bank accounts, and changes that companies ask for."""

from programs.agreements.actions.accounts import abandon, enter_account, supersede
from programs.agreements.actions.changing import (
    approve,
    approve_substance,
    ask,
    ask_for_account,
    decline,
    decline_substance,
    drop,
    give_opinion,
    refuse,
    settle,
    take_back,
    verify,
)
from programs.agreements.actions.issuing import (
    DAYS_TO_SIGN,
    MOST_DAYS,
    issue,
    issue_missing,
    withdraw,
)
from programs.agreements.actions.signing import (
    countersign,
    expire,
    expire_due,
    remind_due,
    replace,
    sign,
)

__all__ = [
    "DAYS_TO_SIGN",
    "MOST_DAYS",
    "abandon",
    "approve",
    "approve_substance",
    "ask",
    "ask_for_account",
    "countersign",
    "decline",
    "decline_substance",
    "drop",
    "enter_account",
    "expire",
    "expire_due",
    "give_opinion",
    "issue",
    "issue_missing",
    "refuse",
    "remind_due",
    "replace",
    "settle",
    "sign",
    "supersede",
    "take_back",
    "verify",
    "withdraw",
]
