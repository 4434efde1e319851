"""Calls, their forms and the bank of questions on the staff desk."""

from programs.calls.admin.bank import BankQuestionAdmin
from programs.calls.admin.calls import CallAdmin
from programs.calls.admin.editor import FormDesk, form_url, posted_revision

__all__ = [
    "BankQuestionAdmin",
    "CallAdmin",
    "FormDesk",
    "form_url",
    "posted_revision",
]
