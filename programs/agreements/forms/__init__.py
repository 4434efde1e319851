"""What companies and staff fill in about agreements, accounts and changes."""

from programs.agreements.forms.accounts import AccountForm
from programs.agreements.forms.changes import (
    FORMS,
    ChangeForm,
    OpinionForm,
    OtherAccountForm,
)
from programs.agreements.forms.papers import IssueForm, MissingForm, NextForm, SignForm

__all__ = [
    "FORMS",
    "AccountForm",
    "ChangeForm",
    "IssueForm",
    "MissingForm",
    "NextForm",
    "OpinionForm",
    "OtherAccountForm",
    "SignForm",
]
