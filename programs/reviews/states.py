"""The life of an assignment: nothing is readable before the conflicts are declared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    ASSIGNED = "assigned", _("waiting for the declaration")
    DECLARED = "declared", _("no conflict declared")
    SCORED = "scored", _("scored")
    RECUSED = "recused", _("recused")
    VOIDED = "voided", _("voided")


TO_DO = (Status.ASSIGNED, Status.DECLARED)


class Step(models.TextChoices):
    """When an expert is reminded, in working days from the day that scores are due."""

    EARLY = "early", _("three working days before")
    EVE = "eve", _("one working day before")
    LATE = "late", _("one working day after")


S = Status

LIFECYCLE = Lifecycle(
    S.ASSIGNED,
    Move("declare", _("I have no conflict"), (S.ASSIGNED,), S.DECLARED, P.SCORE),
    Move(
        "recuse",
        _("I have a conflict"),
        (S.ASSIGNED, S.DECLARED),
        S.RECUSED,
        P.SCORE,
        reasoned=True,
    ),
    Move("score", _("Submit the score"), (S.DECLARED,), S.SCORED, P.SCORE),
    Move(
        "reopen",
        _("Open for rescoring"),
        (S.SCORED,),
        S.DECLARED,
        P.DRAW_EXPERTS,
        reasoned=True,
    ),
    Move(
        "void",
        _("Void"),
        (S.ASSIGNED, S.DECLARED, S.SCORED),
        S.VOIDED,
        P.DRAW_EXPERTS,
        reasoned=True,
    ),
)
