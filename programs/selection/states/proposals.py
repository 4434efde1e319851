"""The life of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission
from foundation.states import Lifecycle, Move


class ProposalStatus(models.TextChoices):
    STAGED = "staged", _("proposed")
    DECIDED = "decided", _("decided for")
    RESERVE = "reserve", _("on the reserve list")
    REJECTED = "rejected", _("decided against")
    ANNOUNCED = "announced", _("in public notice")
    GRANTED = "granted", pgettext_lazy("proposal", "granted")
    REMOVED = "removed", _("removed after an objection")
    WITHDRAWN = "withdrawn", _("withdrawn by the company")


S = ProposalStatus
SPOKEN_FOR = (S.DECIDED, S.ANNOUNCED)  # take a place and money before they are granted
GONE = (S.REMOVED, S.WITHDRAWN)  # leave a place to the reserve list

PROPOSAL_LIFECYCLE = Lifecycle(
    S.STAGED,
    Move("decide", _("Decide for"), (S.STAGED,), S.DECIDED, Permission.DECIDE),
    Move(
        "hold_back",
        _("Put on the reserve list"),
        (S.STAGED,),
        S.RESERVE,
        Permission.DECIDE,
        quiet=True,
    ),
    Move(
        "reject",
        _("Decide against"),
        (S.STAGED,),
        S.REJECTED,
        Permission.DECIDE,
        reasoned=True,
    ),
    Move(
        "reopen",
        _("Undo the decision"),
        (S.DECIDED, S.RESERVE, S.REJECTED),
        S.STAGED,
        Permission.DECIDE,
        reasoned=True,
    ),
    Move(
        "promote",
        _("Promote from the reserve list"),
        (S.RESERVE,),
        S.DECIDED,
        Permission.DECIDE,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "pass_over",
        _("Pass over"),
        (S.RESERVE,),
        S.REJECTED,
        Permission.DECIDE,
        reasoned=True,
    ),
    Move(
        "announce",
        _("Announce"),
        (S.DECIDED,),
        S.ANNOUNCED,
        Permission.PUBLISH_NOTICE,
        quiet=True,
    ),
    Move(
        "remove",
        _("Remove after an objection"),
        (S.ANNOUNCED,),
        S.REMOVED,
        Permission.HANDLE_OBJECTION,
        quiet=True,
    ),
    Move(
        "step_back",
        _("The company steps back"),
        (S.STAGED, S.DECIDED, S.RESERVE, S.ANNOUNCED),
        S.WITHDRAWN,
        Permission.SUBMIT_APPLICATION,
        reasoned=True,
        quiet=True,
    ),
    Move("grant", _("Grant"), (S.ANNOUNCED,), S.GRANTED, Permission.GRANT_AWARD),
)
