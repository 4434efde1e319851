"""The life of a panel and of its seats: no names before a second person agrees."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("panel", "planned")
    DRAWN = "drawn", _("drawn, names hidden")
    CONFIRMED = "confirmed", _("draw confirmed")
    AT_WORK = "at_work", _("at work")
    DISSOLVED = "dissolved", _("dissolved")


S = Status
BEFORE_WORK = (S.PLANNED, S.DRAWN, S.CONFIRMED)

LIFECYCLE = Lifecycle(
    S.PLANNED,
    Move("draw", _("Draw"), (S.PLANNED,), S.DRAWN, P.DRAW_EXPERTS, quiet=True),
    Move("confirm", _("Confirm the draw"), (S.DRAWN,), S.CONFIRMED, P.WITNESS_DRAW),
    Move(
        "discard",
        _("Discard the draw"),
        (S.DRAWN, S.CONFIRMED),
        S.PLANNED,
        P.DRAW_EXPERTS,
        reasoned=True,
    ),
    Move(
        "begin",
        _("Give the applications out"),
        (S.CONFIRMED,),
        S.AT_WORK,
        P.DRAW_EXPERTS,
        quiet=True,
    ),
    Move(
        "dissolve",
        _("Dissolve the panel"),
        BEFORE_WORK,
        S.DISSOLVED,
        P.DRAW_EXPERTS,
        reasoned=True,
    ),
)


class SeatStatus(models.TextChoices):
    RESERVE = "reserve", pgettext_lazy("seat", "reserve")
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", pgettext_lazy("seat", "accepted")
    DECLINED = "declined", pgettext_lazy("seat", "declined")
    EXCUSED = "excused", _("excused")


T = SeatStatus
SITTING = (T.INVITED, T.ACCEPTED)

SEAT_LIFECYCLE = Lifecycle(
    T.RESERVE,
    Move("invite", _("Invite"), (T.RESERVE,), T.INVITED, P.DRAW_EXPERTS, quiet=True),
    Move("accept", _("I can take part"), (T.INVITED,), T.ACCEPTED, P.SCORE),
    Move(
        "decline",
        _("I cannot take part"),
        SITTING,
        T.DECLINED,
        P.SCORE,
        reasoned=True,
    ),
    Move(
        "excuse",
        _("Replace this member"),
        (T.RESERVE, *SITTING),
        T.EXCUSED,
        P.DRAW_EXPERTS,
        reasoned=True,
    ),
)
