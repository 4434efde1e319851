"""What is known of a file's content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Check(models.TextChoices):
    WAITING = "waiting", _("being checked")
    AVAILABLE = "available", _("checked")
    REJECTED = "rejected", _("rejected")
