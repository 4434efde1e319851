"""What is owed back and why, how an installment counts, and how old a debt is."""

from programs.recovery.rules.aging import BUCKETS, Bucket, bucket, reminder_due
from programs.recovery.rules.allocating import allocate
from programs.recovery.rules.reckoning import (
    ASKS_FOR,
    BEARS_INTEREST,
    Case,
    Paid,
    Reckoning,
    reckon,
    standing,
)

__all__ = [
    "ASKS_FOR",
    "BEARS_INTEREST",
    "BUCKETS",
    "Bucket",
    "Case",
    "Paid",
    "Reckoning",
    "allocate",
    "bucket",
    "reckon",
    "reminder_due",
    "standing",
]
