"""The life of a payment, and what has to be true before one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    REQUESTED = "requested", _("requested")
    CHECKED = "checked", pgettext_lazy("payment", "checked")
    APPROVED = "approved", pgettext_lazy("payment", "approved")
    CLEARED = "cleared", pgettext_lazy("payment", "approved again")
    INSTRUCTED = "instructed", _("sent to the bank")
    PAID = "paid", _("paid")
    RETURNED = "returned", _("returned by the bank")
    CANCELLED = "cancelled", _("canceled")

    @classmethod
    def gone(cls) -> "tuple[Status, ...]":
        """It has been with the bank, wherever it is now."""
        return (cls.INSTRUCTED, cls.PAID, cls.RETURNED)


class GateKind(models.TextChoices):
    NOTICE_CLEAN = "notice_clean", _("public notice ended without a valid objection")
    AGREEMENT_SIGNED = "agreement_signed", _("agreement or commitment signed")
    ACCOUNT_MATCHES = "account_matches", _("bank account is in the company's name")
    REPORT_CONFIRMED = "report_confirmed", _("yearly report confirmed")
    MILESTONE_MET = "milestone_met", _("milestone met")
    REGISTRY_NORMAL = "registry_normal", _("normal in the business registry")
    NO_OPEN_FINDING = "no_open_finding", _("no open finding")
    NO_OVERDUE_REPORT = "no_overdue_report", _("no overdue yearly report")
    BUDGET_LINE = "budget_line", _("covered by the budget line of its year")
    RECEIPT = "receipt", _("receipt or voucher on file")
    APPROVAL_DOCUMENT = "approval_document", _("approval document on file")
    INTEGRITY = "integrity", _("no entry in the register of integrity")


class EntryKind(models.TextChoices):
    PAYMENT = "payment", _("payment")
    RETURN = "return", _("returned payment")
    RECOVERY = "recovery", _("recovery")
    INTEREST = "interest", _("interest received")
    WRITE_OFF = "write_off", _("written off")
    REMISSION = "remission", _("interest given up")
    REVERSAL = "reversal", _("reversal")


class Account(models.TextChoices):
    TREASURY = "treasury", _("treasury")
    COMPANY = "company", _("company")
    INTEREST = "interest", _("interest")
    LOSS = "loss", _("loss")


OUT = {"debit": Account.COMPANY, "credit": Account.TREASURY}
BACK = {"debit": Account.TREASURY, "credit": Account.COMPANY}
BETWEEN = {  # a reversal has the accounts of what it undoes, the other way round
    EntryKind.PAYMENT: OUT,
    EntryKind.RETURN: BACK,
    EntryKind.RECOVERY: BACK,
    EntryKind.INTEREST: {"debit": Account.TREASURY, "credit": Account.INTEREST},
    EntryKind.WRITE_OFF: {"debit": Account.LOSS, "credit": Account.COMPANY},
    EntryKind.REMISSION: {"debit": Account.LOSS, "credit": Account.INTEREST},
}


S = Status
SIGNED = (S.APPROVED, S.CLEARED)  # ready for the bank, if nothing holds it back
WAITING = (S.REQUESTED, S.CHECKED, *SIGNED)  # for people, not for the bank
OPEN = (*WAITING, S.INSTRUCTED, S.PAID)

LIFECYCLE = Lifecycle(
    S.REQUESTED,
    Move(
        "check",
        pgettext_lazy("payment", "Check"),
        (S.REQUESTED,),
        S.CHECKED,
        P.CHECK_PAYMENT,
    ),
    Move(
        "approve",
        pgettext_lazy("payment", "Approve"),
        (S.CHECKED,),
        S.APPROVED,
        P.APPROVE_PAYMENT,
    ),
    Move(
        "clear",
        _("Approve again"),
        (S.APPROVED,),
        S.CLEARED,
        P.APPROVE_LARGE_PAYMENT,
    ),
    Move("instruct", _("Send to the bank"), SIGNED, S.INSTRUCTED, P.BOOK_PAYMENT),
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
        "decline",
        pgettext_lazy("payment", "Decline"),
        (S.REQUESTED, S.CHECKED),
        S.CANCELLED,
        P.CHECK_PAYMENT,
        reasoned=True,
    ),
    Move(
        "decline_large",
        _("Decline the second approval"),
        (S.APPROVED,),
        S.CANCELLED,
        P.APPROVE_LARGE_PAYMENT,
        reasoned=True,
    ),
    Move(
        "cancel",
        _("Cancel"),
        WAITING,
        S.CANCELLED,
        P.REQUEST_PAYMENT,
        reasoned=True,
    ),
)


class BatchStatus(models.TextChoices):
    DRAWN = "drawn", _("waits for release")
    RELEASED = "released", pgettext_lazy("payment batch", "with the bank")
    BLOCKED = "blocked", pgettext_lazy("payment batch", "blocked")
    SETTLED = "settled", pgettext_lazy("payment batch", "answered in full")
    DISCARDED = "discarded", pgettext_lazy("payment batch", "discarded")


B = BatchStatus

BATCH_LIFECYCLE = Lifecycle(
    B.DRAWN,
    Move("release", _("Release to the bank"), (B.DRAWN,), B.RELEASED, P.BOOK_PAYMENT),
    Move(
        "discard",
        _("Discard the batch"),
        (B.DRAWN,),
        B.DISCARDED,
        P.BOOK_PAYMENT,
        reasoned=True,
    ),
    Move(
        "block",
        _("Block the batch"),
        (B.RELEASED, B.SETTLED),
        B.BLOCKED,
        P.BOOK_PAYMENT,
        reasoned=True,
        quiet=True,  # by what the bank answers
    ),
    Move(
        "unblock",
        _("Clarified with the bank"),
        (B.BLOCKED,),
        B.RELEASED,
        P.BOOK_PAYMENT,
        reasoned=True,
    ),
    Move(
        "settle",
        _("Answered in full"),
        (B.RELEASED,),
        B.SETTLED,
        P.BOOK_PAYMENT,
        quiet=True,  # with the last answer
    ),
)


class Answer(models.TextChoices):
    PAID = "paid", pgettext_lazy("bank", "paid")
    RETURNED = "returned", pgettext_lazy("bank", "returned")


class Outcome(models.TextChoices):
    MATCHED = "matched", _("matches")
    DUPLICATE = "duplicate", _("known already")
    LATE = "late", _("overtaken by a later answer")
    UNKNOWN = "unknown", _("not a payment of this batch")
    DIFFERS = "differs", _("amount or account differs")
    CONTRADICTORY = "contradictory", _("contradicts an earlier answer")
    HELD = "held", _("not taken by the ledger")


BLOCKING = (Outcome.UNKNOWN, Outcome.DIFFERS, Outcome.CONTRADICTORY, Outcome.HELD)
