"""The life of a question about a call, and of a change of the call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    PUBLISHED = "published", _("answered in public")
    DECLINED = "declined", _("not answered in public")


class AmendmentStatus(models.TextChoices):
    DRAFT = "draft", _("being written")
    PUBLISHED = "published", _("published")


LIFECYCLE = Lifecycle(
    Status.ASKED,
    Move(
        "publish",
        _("Publish question and answer"),
        (Status.ASKED,),
        Status.PUBLISHED,
        P.PUBLISH_CALL,
    ),
    Move(
        "decline",
        _("Do not answer in public"),
        (Status.ASKED,),
        Status.DECLINED,
        P.PUBLISH_CALL,
        reasoned=True,
    ),
)

AMENDMENT_LIFECYCLE = Lifecycle(
    AmendmentStatus.DRAFT,
    Move(
        "announce",
        _("Publish and tell applicants"),
        (AmendmentStatus.DRAFT,),
        AmendmentStatus.PUBLISHED,
        P.PUBLISH_CALL,
    ),
)
