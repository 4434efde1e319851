"""Tranches, their gates, payments, and the ledger that adds up.

The ledger is double entry by construction: each row moves an amount from one account to
another. Guards keep an award's running totals from it and refuse what breaks a promise.
"""

from programs.payments.models.batches import PaymentBatch
from programs.payments.models.destination import copied_from
from programs.payments.models.ledger import LedgerEntry
from programs.payments.models.payments import Payment
from programs.payments.models.replies import BankReply, ReplyLine
from programs.payments.models.tranches import Gate, Tranche
from programs.payments.models.waiting import NOT_NOW

__all__ = [
    "NOT_NOW",
    "BankReply",
    "Gate",
    "LedgerEntry",
    "Payment",
    "PaymentBatch",
    "ReplyLine",
    "Tranche",
    "copied_from",
]
