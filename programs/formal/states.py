"""The life of a checklist: filled in by one person, confirmed by another (D§2.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    OPEN = "open", pgettext_lazy("checklist", "being checked")
    CONCLUDED = "concluded", pgettext_lazy("checklist", "waits for the second check")
    CONFIRMED = "confirmed", pgettext_lazy("checklist", "confirmed")
    SUPERSEDED = "superseded", pgettext_lazy("checklist", "replaced after a correction")


class Outcome(models.TextChoices):
    ELIGIBLE = "eligible", _("eligible")
    INELIGIBLE = "ineligible", _("ineligible")


class Answer(models.TextChoices):
    MET = "met", pgettext_lazy("checklist", "met")
    NOT_MET = "not_met", pgettext_lazy("checklist", "not met")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("checklist", "does not apply")


class Stage(models.TextChoices):
    """What a case of the formal review waits for."""

    BEGIN = "begin", _("to be begun")
    OPEN = "open", pgettext_lazy("checklist", "being checked")
    SECOND = "second", pgettext_lazy("checklist", "waits for the second check")
    CORRECTION = "correction", _("correction asked for")
    DONE = "done", pgettext_lazy("checklist", "confirmed")


S = Status

LIFECYCLE = Lifecycle(
    S.OPEN,
    Move(
        "conclude",
        _("Hand over for the second check"),
        (S.OPEN,),
        S.CONCLUDED,
        P.REVIEW_FORMALLY,
    ),
    Move(
        "confirm",
        _("Confirm the result"),
        (S.CONCLUDED,),
        S.CONFIRMED,
        P.REVIEW_FORMALLY,
    ),
    Move(
        "give_back",
        _("Give back to the first checker"),
        (S.CONCLUDED,),
        S.OPEN,
        P.REVIEW_FORMALLY,
        reasoned=True,
    ),
    Move(
        "supersede",
        _("Replace after a correction"),
        (S.OPEN, S.CONCLUDED),
        S.SUPERSEDED,
        P.REVIEW_FORMALLY,
        quiet=True,
    ),
)
