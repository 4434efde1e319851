"""The life of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission
from foundation.states import Lifecycle, Move


class ProposalStatus(models.TextChoices):
    STAGED = "staged", _("proposed")
    DECIDED = "decided", _("decided for")
    REJECTED = "rejected", _("decided against")
    ANNOUNCED = "announced", _("in public notice")
    GRANTED = "granted", pgettext_lazy("proposal", "granted")
    REMOVED = "removed", _("removed after an objection")


PROPOSAL_LIFECYCLE = Lifecycle(
    ProposalStatus.STAGED,
    Move(
        "decide",
        _("Decide for"),
        (ProposalStatus.STAGED,),
        ProposalStatus.DECIDED,
        Permission.DECIDE,
    ),
    Move(
        "reject",
        _("Decide against"),
        (ProposalStatus.STAGED,),
        ProposalStatus.REJECTED,
        Permission.DECIDE,
        reasoned=True,
    ),
    Move(
        "reopen",
        _("Undo the decision"),
        (ProposalStatus.DECIDED,),
        ProposalStatus.STAGED,
        Permission.DECIDE,
        reasoned=True,
    ),
    Move(
        "announce",
        _("Announce"),
        (ProposalStatus.DECIDED,),
        ProposalStatus.ANNOUNCED,
        Permission.PUBLISH_NOTICE,
        quiet=True,
    ),
    Move(
        "remove",
        _("Remove after an objection"),
        (ProposalStatus.ANNOUNCED,),
        ProposalStatus.REMOVED,
        Permission.HANDLE_OBJECTION,
        quiet=True,
    ),
    Move(
        "grant",
        _("Grant"),
        (ProposalStatus.ANNOUNCED,),
        ProposalStatus.GRANTED,
        Permission.GRANT_AWARD,
    ),
)
