"""What messages are about, and how somebody wants to get them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a person may choose about; what the rules demand is `REQUIRED`."""

    REQUIRED = "required", _("receipts, corrections, decisions and access")
    CASE = "case", _("messages about an application")
    REMINDER = "reminder", _("reminders of unfinished drafts")
    CALL = "call", _("news of calls in which you have a draft")
    AWARD = "award", _("awards, notices and payments")
    SUPPORT = "support", _("support, needs and services")
    DIGEST = "digest", _("daily digest")


class How(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, together")
    NEVER = "never", _("never")


CHOSEN = (Kind.CASE, Kind.REMINDER, Kind.CALL, Kind.AWARD, Kind.SUPPORT)
