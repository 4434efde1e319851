"""Awards and their money on the staff desk."""

from programs.payments.admin.awards import AwardAdmin, GrantableProposalAdmin
from programs.payments.admin.batches import PaymentBatchAdmin
from programs.payments.admin.payments import LedgerAdmin, PaymentAdmin
from programs.payments.admin.tranches import TrancheAdmin

__all__ = [
    "AwardAdmin",
    "GrantableProposalAdmin",
    "LedgerAdmin",
    "PaymentAdmin",
    "PaymentBatchAdmin",
    "TrancheAdmin",
]
