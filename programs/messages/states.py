"""Whose words a message is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    COMPANY = "company", _("the company")
    STAFF = "staff", _("the commission")
