"""What is known of a file's content."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Check(models.TextChoices):
    WAITING = "waiting", _("being checked")
    AVAILABLE = "available", pgettext_lazy("file", "checked")
    REJECTED = "rejected", _("rejected")
