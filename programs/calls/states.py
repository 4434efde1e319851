"""The life of a call; whether it is open now is for the clock to say, not a state."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


LIFECYCLE = Lifecycle(
    Status.DRAFT,
    Move("publish", _("Publish"), (Status.DRAFT,), Status.PUBLISHED, P.PUBLISH_CALL),
    Move(
        "withdraw",
        _("Withdraw the call"),
        (Status.PUBLISHED,),
        Status.WITHDRAWN,
        P.PUBLISH_CALL,
        reasoned=True,
    ),
)


class QuestionKind(models.TextChoices):
    TEXT = "text", _("text")
    LONG_TEXT = "long_text", _("long text")
    NUMBER = "number", pgettext_lazy("question", "number")
    MONEY = "money", _("money (yuan)")
    DATE = "date", _("date")
    CHOICE = "choice", _("choice")
    CHOICES = "choices", _("several choices")
    TABLE = "table", _("table")
    COMMITMENT = "commitment", _("commitment")
    FILE = "file", _("file")
