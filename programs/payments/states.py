"""The life of a payment, and what has to be true before one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    REQUESTED = "requested", _("requested")
    APPROVED = "approved", pgettext_lazy("payment", "approved")
    INSTRUCTED = "instructed", _("sent to the bank")
    PAID = "paid", _("paid")
    RETURNED = "returned", _("returned by the bank")
    CANCELLED = "cancelled", _("canceled")


class GateKind(models.TextChoices):
    NOTICE_CLEAN = "notice_clean", _("public notice ended without a valid objection")
    AGREEMENT_SIGNED = "agreement_signed", _("agreement or commitment signed")
    ACCOUNT_MATCHES = "account_matches", _("bank account is in the company's name")
    REPORT_CONFIRMED = "report_confirmed", _("yearly report confirmed")
    MILESTONE_MET = "milestone_met", _("milestone met")


class EntryKind(models.TextChoices):
    PAYMENT = "payment", _("payment")
    RETURN = "return", _("returned payment")
    RECOVERY = "recovery", _("recovery")
    REVERSAL = "reversal", _("reversal")


class Account(models.TextChoices):
    TREASURY = "treasury", _("treasury")
    COMPANY = "company", _("company")


S = Status
OPEN = (S.REQUESTED, S.APPROVED, S.INSTRUCTED, S.PAID)

LIFECYCLE = Lifecycle(
    S.REQUESTED,
    Move(
        "approve",
        pgettext_lazy("payment", "Approve"),
        (S.REQUESTED,),
        S.APPROVED,
        P.APPROVE_PAYMENT,
    ),
    Move(
        "instruct", _("Send to the bank"), (S.APPROVED,), S.INSTRUCTED, P.BOOK_PAYMENT
    ),
    Move(
        "book", _("Book as paid"), (S.INSTRUCTED,), S.PAID, P.BOOK_PAYMENT, quiet=True
    ),
    Move(
        "take_return",
        _("Returned by the bank"),
        (S.INSTRUCTED, S.PAID),
        S.RETURNED,
        P.BOOK_PAYMENT,
        reasoned=True,
    ),
    Move(
        "undo",
        _("Undo the booking"),
        (S.PAID,),
        S.CANCELLED,
        P.BOOK_PAYMENT,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "restore",
        _("Undo the return"),
        (S.RETURNED,),
        S.PAID,
        P.BOOK_PAYMENT,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "cancel",
        _("Cancel"),
        (S.REQUESTED, S.APPROVED),
        S.CANCELLED,
        P.REQUEST_PAYMENT,
        reasoned=True,
    ),
)
