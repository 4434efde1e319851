"""The pages of agreements and bank accounts, for the company and for staff."""

from programs.agreements.views.accounts import bank_account, proof
from programs.agreements.views.changes import (
    change,
    change_evidence,
    change_new,
    changes,
    district_changes,
)
from programs.agreements.views.papers import (
    agreement,
    agreement_pdf,
    agreement_record,
    agreements,
    signed_copy,
)

__all__ = [
    "agreement",
    "agreement_pdf",
    "agreement_record",
    "agreements",
    "bank_account",
    "change",
    "change_evidence",
    "change_new",
    "changes",
    "district_changes",
    "proof",
    "signed_copy",
]
