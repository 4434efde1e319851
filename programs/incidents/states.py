"""What can go wrong for somebody who is writing an application."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    FAILED_SAVE = "failed_save", _("could not save")
    LATE_SUBMIT = "late_submit", _("tried to hand in after the close")
