"""The lives of an agreement, a bank account and a request for a change."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    ISSUED = "issued", _("waits for the company's signature")
    SIGNED = "signed", _("signed by the company")
    IN_FORCE = "in_force", _("in force")
    REPLACED = "replaced", _("replaced by a later version")
    EXPIRED = "expired", pgettext_lazy("agreement", "expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "withdrawn")


S = Status
OPEN = (S.ISSUED, S.SIGNED)

LIFECYCLE = Lifecycle(
    S.ISSUED,
    Move(
        "sign",
        pgettext_lazy("agreement", "Sign for the company"),
        (S.ISSUED,),
        S.SIGNED,
        P.SIGN_AGREEMENT,
        quiet=True,  # with the signed copy
    ),
    Move(
        "countersign",
        _("Countersign"),
        (S.SIGNED,),
        S.IN_FORCE,
        P.COUNTERSIGN_AGREEMENT,
    ),
    Move(
        "withdraw",
        pgettext_lazy("agreement", "Withdraw"),
        OPEN,
        S.WITHDRAWN,
        P.ISSUE_AGREEMENT,
        reasoned=True,
    ),
    Move(
        "expire",
        _("Let it expire"),
        (S.ISSUED,),
        S.EXPIRED,
        P.ISSUE_AGREEMENT,
        quiet=True,  # by the clock
    ),
    Move(
        "replace",
        _("Replace by a later version"),
        (S.IN_FORCE,),
        S.REPLACED,
        P.COUNTERSIGN_AGREEMENT,
        quiet=True,  # by the later version
    ),
)


# What comes next, in plain words, for everybody who reads the paper.
NEXT: Mapping[str, StrOrPromise] = {
    S.ISSUED: _(
        "The company prints the paper, signs and seals it, and hands in the copy here."
    ),
    S.SIGNED: _("The city looks at the signed copy and countersigns."),
    S.IN_FORCE: _("Both sides have signed. The award is paid by its plan."),
    S.REPLACED: _("A later version has taken its place."),
    S.EXPIRED: _("It was not signed in time and cannot be signed any more."),
    S.WITHDRAWN: _("The city has withdrawn it. It cannot be signed."),
}


class AccountStatus(models.TextChoices):
    ENTERED = "entered", _("waits for verification")
    VERIFIED = "verified", pgettext_lazy("bank account", "verified")
    REPLACED = "replaced", pgettext_lazy("bank account", "replaced")
    REFUSED = "refused", pgettext_lazy("bank account", "refused")


A = AccountStatus

ACCOUNT_LIFECYCLE = Lifecycle(
    A.ENTERED,
    Move(
        "verify",
        pgettext_lazy("bank account", "Verify"),
        (A.ENTERED,),
        A.VERIFIED,
        P.VERIFY_ACCOUNT,
    ),
    Move(
        "refuse",
        pgettext_lazy("bank account", "Refuse"),
        (A.ENTERED,),
        A.REFUSED,
        P.VERIFY_ACCOUNT,
        reasoned=True,
    ),
    Move(
        "abandon",
        pgettext_lazy("bank account", "Take back"),
        (A.ENTERED,),
        A.REFUSED,
        P.REQUEST_CHANGE,
        quiet=True,  # with the request that it belongs to
    ),
    Move(
        "supersede",
        pgettext_lazy("bank account", "Replace"),
        (A.VERIFIED,),
        A.REPLACED,
        P.VERIFY_ACCOUNT,
        quiet=True,  # by the next one that is verified
    ),
)


class ChangeKind(models.TextChoices):
    ACCOUNT = "account", _("bank account")
    NAME = "name", _("name of the company")
    USCC = "uscc", _("unified social credit code")
    TERM = "term", _("term of the award")
    TARGET = "target", _("target")
    DISTRICT = "district", pgettext_lazy("change", "district")


class ChangeStatus(models.TextChoices):
    ASKED = "asked", _("being decided")
    APPROVED = "approved", pgettext_lazy("change", "approved")
    DECLINED = "declined", pgettext_lazy("change", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "taken back")


C = ChangeStatus

CHANGE_LIFECYCLE = Lifecycle(
    C.ASKED,
    Move(
        "approve",
        pgettext_lazy("change", "Approve and apply"),
        (C.ASKED,),
        C.APPROVED,
        P.DECIDE_CHANGE,
    ),
    Move(
        "decline",
        pgettext_lazy("change", "Decline"),
        (C.ASKED,),
        C.DECLINED,
        P.DECIDE_CHANGE,
        reasoned=True,
    ),
    Move(
        "approve_substance",
        pgettext_lazy("change", "Approve and apply"),
        (C.ASKED,),
        C.APPROVED,
        P.DECIDE_SUBSTANCE,
    ),
    Move(
        "decline_substance",
        pgettext_lazy("change", "Decline"),
        (C.ASKED,),
        C.DECLINED,
        P.DECIDE_SUBSTANCE,
        reasoned=True,
    ),
    Move(
        "settle",
        _("The account was verified"),
        (C.ASKED,),
        C.APPROVED,
        P.VERIFY_ACCOUNT,
        quiet=True,  # with the bank account
    ),
    Move(
        "drop",
        _("The account was refused"),
        (C.ASKED,),
        C.DECLINED,
        P.VERIFY_ACCOUNT,
        reasoned=True,
        quiet=True,  # as above
    ),
    Move(
        "take_back",
        _("Take back"),
        (C.ASKED,),
        C.WITHDRAWN,
        P.REQUEST_CHANGE,
        quiet=True,  # the company does so on its page
    ),
)

# Whose buttons decide: by whether the change is one of substance.
MOVES_OF: Mapping[bool, frozenset[str]] = {
    False: frozenset({"approve", "decline"}),
    True: frozenset({"approve_substance", "decline_substance"}),
}
# Of these the district says first what it thinks.
HEARD = (ChangeKind.TERM, ChangeKind.TARGET, ChangeKind.DISTRICT)
OF_THE_COMPANY = (ChangeKind.NAME, ChangeKind.USCC, ChangeKind.DISTRICT)
SERIES_OF_CHANGES = "BG-B"  # 变更


class Paper(models.TextChoices):
    COMMITMENT = "commitment", _("commitment letter")
    AGREEMENT = "agreement", _("agreement")
    CONTRACT = "contract", _("task contract")


SERIES: Mapping[str, str] = {
    Paper.COMMITMENT: "CN",  # 承诺书
    Paper.AGREEMENT: "XY",  # 协议
    Paper.CONTRACT: "RW",  # 任务书
}
