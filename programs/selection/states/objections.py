"""The life of an objection."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.states import Lifecycle, Move


class Signature(models.TextChoices):
    """What an objection must bear to be accepted (D§1.5)."""

    REAL_NAME = "real_name", _("my real name")
    SEAL = "seal", _("the seal of an organization")


class ObjectionStatus(models.TextChoices):
    REGISTERED = "registered", _("registered")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    INVESTIGATED = "investigated", _("under investigation")
    UNFOUNDED = "unfounded", _("unfounded")
    FOUNDED = "founded", _("founded")


UNDECIDED = (ObjectionStatus.REGISTERED, ObjectionStatus.INVESTIGATED)
OBJECTION_LIFECYCLE = Lifecycle(
    ObjectionStatus.REGISTERED,
    Move(
        "refuse",
        _("Do not accept"),
        (ObjectionStatus.REGISTERED,),
        ObjectionStatus.NOT_ACCEPTED,
        Permission.HANDLE_OBJECTION,
        reasoned=True,
    ),
    Move(
        "take_up",
        _("Take up"),
        (ObjectionStatus.REGISTERED,),
        ObjectionStatus.INVESTIGATED,
        Permission.HANDLE_OBJECTION,
    ),
    Move(
        "dismiss",
        _("Unfounded"),
        (ObjectionStatus.INVESTIGATED,),
        ObjectionStatus.UNFOUNDED,
        Permission.HANDLE_OBJECTION,
        reasoned=True,
    ),
    Move(
        "uphold",
        _("Founded"),
        (ObjectionStatus.INVESTIGATED,),
        ObjectionStatus.FOUNDED,
        Permission.HANDLE_OBJECTION,
        reasoned=True,
    ),
)
