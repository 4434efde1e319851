"""The lives of a proposal, of a public notice and of an objection."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class ProposalStatus(models.TextChoices):
    STAGED = "staged", _("proposed")
    DECIDED = "decided", _("decided for")
    REJECTED = "rejected", _("decided against")
    ANNOUNCED = "announced", _("in public notice")
    GRANTED = "granted", pgettext_lazy("proposal", "granted")
    REMOVED = "removed", _("removed after an objection")


class NoticeStatus(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("replaced by a corrected notice")
    CLOSED = "closed", _("closed")


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


R, N, O = ProposalStatus, NoticeStatus, ObjectionStatus  # noqa: E741  # O is for objection
UNDECIDED = (O.REGISTERED, O.INVESTIGATED)

PROPOSAL_LIFECYCLE = Lifecycle(
    R.STAGED,
    Move("decide", _("Decide for"), (R.STAGED,), R.DECIDED, P.DECIDE),
    Move(
        "reject", _("Decide against"), (R.STAGED,), R.REJECTED, P.DECIDE, reasoned=True
    ),
    Move(
        "reopen",
        _("Undo the decision"),
        (R.DECIDED,),
        R.STAGED,
        P.DECIDE,
        reasoned=True,
    ),
    Move(
        "announce",
        _("Announce"),
        (R.DECIDED,),
        R.ANNOUNCED,
        P.PUBLISH_NOTICE,
        quiet=True,
    ),
    Move(
        "remove",
        _("Remove after an objection"),
        (R.ANNOUNCED,),
        R.REMOVED,
        P.HANDLE_OBJECTION,
        quiet=True,
    ),
    Move("grant", _("Grant"), (R.ANNOUNCED,), R.GRANTED, P.GRANT_AWARD),
)

NOTICE_LIFECYCLE = Lifecycle(
    N.DRAFT,
    Move("publish", _("Publish"), (N.DRAFT,), N.PUBLISHED, P.PUBLISH_NOTICE),
    Move(
        "supersede",
        _("Replace"),
        (N.PUBLISHED,),
        N.SUPERSEDED,
        P.PUBLISH_NOTICE,
        reasoned=True,
    ),
    Move(
        "close",
        pgettext_lazy("notice", "Close"),
        (N.PUBLISHED,),
        N.CLOSED,
        P.PUBLISH_NOTICE,
    ),
)

OBJECTION_LIFECYCLE = Lifecycle(
    O.REGISTERED,
    Move(
        "refuse",
        _("Do not accept"),
        (O.REGISTERED,),
        O.NOT_ACCEPTED,
        P.HANDLE_OBJECTION,
        reasoned=True,
    ),
    Move("take_up", _("Take up"), (O.REGISTERED,), O.INVESTIGATED, P.HANDLE_OBJECTION),
    Move(
        "dismiss",
        _("Unfounded"),
        (O.INVESTIGATED,),
        O.UNFOUNDED,
        P.HANDLE_OBJECTION,
        reasoned=True,
    ),
    Move(
        "uphold",
        _("Founded"),
        (O.INVESTIGATED,),
        O.FOUNDED,
        P.HANDLE_OBJECTION,
        reasoned=True,
    ),
)
