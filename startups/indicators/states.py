"""The life of a company's yearly return, and how far a value can be trusted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    OPEN = "open", _("being filled in")
    SUBMITTED = "submitted", pgettext_lazy("return", "submitted")
    DISTRICT_OK = "district_ok", _("checked by the district")
    CONFIRMED = "confirmed", _("confirmed")


class Verification(models.TextChoices):
    DECLARED = "declared", _("declared by the company")
    DOCUMENT = "document", _("shown by a document")
    REGISTRY = "registry", _("taken from a registry")


S = Status

LIFECYCLE = Lifecycle(
    S.OPEN,
    Move("submit", _("Submit"), (S.OPEN,), S.SUBMITTED, P.FILE_RETURN),
    Move(
        "send_back",
        _("Return to the company"),
        (S.SUBMITTED, S.DISTRICT_OK),
        S.OPEN,
        P.CHECK_RETURN,
        reasoned=True,
    ),
    Move("endorse", _("Checked"), (S.SUBMITTED,), S.DISTRICT_OK, P.CHECK_RETURN),
    Move(
        "confirm",
        _("Confirm"),
        (S.SUBMITTED, S.DISTRICT_OK),
        S.CONFIRMED,
        P.CONFIRM_RETURN,
    ),
)
