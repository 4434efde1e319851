"""Names of accounts, reminders, amounts in capitals, and how an agreement is worded."""

from programs.agreements.rules.capitals import in_capitals
from programs.agreements.rules.names import Particulars, plain_name
from programs.agreements.rules.reminders import reminder_due
from programs.agreements.rules.wording import Facts, compose

__all__ = [
    "Facts",
    "Particulars",
    "compose",
    "in_capitals",
    "plain_name",
    "reminder_due",
]
