"""The life of an on-site visit, and what it can come to (D§2.1, step 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("visit", "planned")
    REPORTED = "reported", pgettext_lazy("visit", "reported, waits for a second person")
    CONFIRMED = "confirmed", pgettext_lazy("visit", "confirmed")
    CANCELLED = "cancelled", pgettext_lazy("visit", "cancelled")


class Result(models.TextChoices):
    CONSISTENT = "consistent", _("as declared")
    INCONSISTENT = "inconsistent", _("not as declared")


class Seen(models.TextChoices):
    """What the team has found about one point."""

    AS_DECLARED = "as_declared", _("as declared")
    DEVIATES = "deviates", _("differs from what was declared")
    NOT_SEEN = "not_seen", _("could not be seen")


S = Status

LIFECYCLE = Lifecycle(
    S.PLANNED,
    Move(
        "report",
        _("Hand in the report"),
        (S.PLANNED,),
        S.REPORTED,
        P.REVIEW_FORMALLY,
        quiet=True,
    ),
    Move(
        "confirm",
        _("Confirm the report"),
        (S.REPORTED,),
        S.CONFIRMED,
        P.REVIEW_FORMALLY,
    ),
    Move(
        "send_back",
        _("Give back to the team"),
        (S.REPORTED, S.CONFIRMED),
        S.PLANNED,
        P.REVIEW_FORMALLY,
        reasoned=True,
    ),
    Move(
        "cancel",
        _("Cancel the visit"),
        (S.PLANNED,),
        S.CANCELLED,
        P.REVIEW_FORMALLY,
        reasoned=True,
    ),
)
