"""Agreements about awards, and the accounts that companies are paid on."""

from programs.agreements.models.accounts import BankAccount, BankAccountQuerySet
from programs.agreements.models.agreements import Agreement, AgreementQuerySet
from programs.agreements.models.changes import ChangeRequest, ChangeRequestQuerySet

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "BankAccount",
    "BankAccountQuerySet",
    "ChangeRequest",
    "ChangeRequestQuerySet",
]
