"""What a company owes back, by source and part, and how it was settled.

A claim's totals follow the ledger: guards raise them with each allotment of an entry
and lower them with its reversal; what is owed is always what the entries say.
"""

from programs.recovery.models.deferring import Deferral, DeferredPart
from programs.recovery.models.recoveries import Claim, Recovery, RecoveryQuerySet
from programs.recovery.models.settling import Allotment, Repayment, WriteOff

__all__ = [
    "Allotment",
    "Claim",
    "Deferral",
    "DeferredPart",
    "Recovery",
    "RecoveryQuerySet",
    "Repayment",
    "WriteOff",
]
