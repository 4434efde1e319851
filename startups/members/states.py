"""What becomes of a request to act for a company."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


S = Status

LIFECYCLE = Lifecycle(
    S.OPEN,
    Move("admit", _("Let them act"), (S.OPEN,), S.ACCEPTED, P.ADMIT_MEMBER),
    Move(
        "turn_down",
        _("Turn down"),
        (S.OPEN,),
        S.REFUSED,
        P.ADMIT_MEMBER,
        reasoned=True,
    ),
)
