"""What becomes of the claim that two records are one company."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    CONFIRMED = "confirmed", _("merged")
    REFUSED = "refused", _("refused")


S = Status

LIFECYCLE = Lifecycle(
    S.OPEN,
    Move(
        "confirm",
        _("Merge the records"),
        (S.OPEN,),
        S.CONFIRMED,
        P.VERIFY_COMPANY,
        reasoned=True,
    ),
    Move(
        "turn_down",
        _("Turn down"),
        (S.OPEN,),
        S.REFUSED,
        P.VERIFY_COMPANY,
        reasoned=True,
    ),
)
