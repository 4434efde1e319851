"""The life of a meeting, and what it can say about a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission
from foundation.states import Lifecycle, Move


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("agenda being prepared")
    FROZEN = "frozen", _("agenda fixed")
    HELD = "held", _("held")
    MINUTED = "minuted", _("minuted")
    CALLED_OFF = "called_off", _("called off")


class Verdict(models.TextChoices):
    FOR = "for", _("for")
    RESERVE = "reserve", _("reserve list")
    AGAINST = "against", pgettext_lazy("vote", "against")


S = MeetingStatus
FIXED = (S.FROZEN, S.HELD, S.MINUTED)  # the list does not change any more

MEETING_LIFECYCLE = Lifecycle(
    S.PLANNED,
    Move("freeze", _("Fix the agenda"), (S.PLANNED,), S.FROZEN, Permission.PROPOSE),
    Move(
        "thaw",
        _("Open the agenda again"),
        (S.FROZEN,),
        S.PLANNED,
        Permission.PROPOSE,
        reasoned=True,
    ),
    Move("hold", _("The meeting was held"), (S.FROZEN,), S.HELD, Permission.PROPOSE),
    Move(
        "minute",
        _("Close the minutes"),
        (S.HELD,),
        S.MINUTED,
        Permission.PROPOSE,
        quiet=True,
    ),
    Move(
        "call_off",
        _("Call off"),
        (S.PLANNED, S.FROZEN),
        S.CALLED_OFF,
        Permission.PROPOSE,
        reasoned=True,
    ),
)
