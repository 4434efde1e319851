"""The life of a program, and where its money comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")


class Source(models.TextChoices):
    CITY = "city", _("city")
    DISTRICT = "district", pgettext_lazy("source of money", "district")


LIFECYCLE = Lifecycle(
    Status.RUNNING,
    Move(
        "end",
        _("End the program"),
        (Status.RUNNING,),
        Status.ENDED,
        P.EDIT_PROGRAM,
        reasoned=True,
    ),
)
