"""The departments that are asked about a company, and what they can answer (D§2.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Department(models.TextChoices):
    TAX = "tax", _("tax")
    COURTS = "courts", _("courts")
    MARKET = "market", _("market supervision")
    EMERGENCY = "emergency", _("emergency management")
    ENVIRONMENT = "environment", _("environment")
    FUNDING = "funding", _("duplicate funding")


class Status(models.TextChoices):
    ASKED = "asked", pgettext_lazy("department", "asked")
    CLEAR = "clear", pgettext_lazy("department", "nothing against it")
    BLOCKED = "blocked", pgettext_lazy("department", "blocked")


S = Status

LIFECYCLE = Lifecycle(
    S.ASKED,
    Move(
        "clear",
        _("Nothing against it"),
        (S.ASKED,),
        S.CLEAR,
        P.REVIEW_FORMALLY,
        quiet=True,
    ),
    Move(
        "block",
        _("Block"),
        (S.ASKED,),
        S.BLOCKED,
        P.REVIEW_FORMALLY,
        quiet=True,
        reasoned=True,
    ),
    Move(
        "ask_again",
        _("Ask again"),
        (S.CLEAR, S.BLOCKED),
        S.ASKED,
        P.REVIEW_FORMALLY,
        reasoned=True,
    ),
)
