"""Agreements about awards, and the accounts that companies are paid on."""

from programs.agreements.models.accounts import BankAccount, BankAccountQuerySet
from programs.agreements.models.agreements import Agreement, AgreementQuerySet

__all__ = ["Agreement", "AgreementQuerySet", "BankAccount", "BankAccountQuerySet"]
