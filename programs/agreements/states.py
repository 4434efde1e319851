"""The lives of an agreement and of a bank account."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        "replace",
        pgettext_lazy("bank account", "Replace"),
        (A.VERIFIED,),
        A.REPLACED,
        P.VERIFY_ACCOUNT,
        quiet=True,  # by the next one that is verified
    ),
)


class Paper(models.TextChoices):
    COMMITMENT = "commitment", _("commitment letter")
    AGREEMENT = "agreement", _("agreement")
    CONTRACT = "contract", _("task contract")


SERIES: Mapping[str, str] = {
    Paper.COMMITMENT: "CN",  # 承诺书
    Paper.AGREEMENT: "XY",  # 协议
    Paper.CONTRACT: "RW",  # 任务书
}
