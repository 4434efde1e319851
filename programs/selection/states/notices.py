"""The life of a public notice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission
from foundation.states import Lifecycle, Move


class NoticeStatus(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("replaced by a corrected notice")
    CLOSED = "closed", _("closed")


NOTICE_LIFECYCLE = Lifecycle(
    NoticeStatus.DRAFT,
    Move(
        "publish",
        _("Publish"),
        (NoticeStatus.DRAFT,),
        NoticeStatus.PUBLISHED,
        Permission.PUBLISH_NOTICE,
    ),
    Move(
        "supersede",
        _("Replace"),
        (NoticeStatus.PUBLISHED,),
        NoticeStatus.SUPERSEDED,
        Permission.PUBLISH_NOTICE,
        reasoned=True,
    ),
    Move(
        "close",
        pgettext_lazy("notice", "Close"),
        (NoticeStatus.PUBLISHED,),
        NoticeStatus.CLOSED,
        Permission.PUBLISH_NOTICE,
    ),
)
