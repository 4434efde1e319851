"""How often a report is made, and how far one of them has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    YEARLY = "yearly", _("every year")


class RunState(models.TextChoices):
    PLANNED = "planned", _("planned")
    BUILT = "built", _("built")
    SKIPPED = "skipped", _("skipped: too late")
    FAILED = "failed", _("failed")


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"


class Channel(models.TextChoices):
    MAIL = "mail", _("mail")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("not sent: no longer entitled")
    FAILED = "failed", _("failed")
