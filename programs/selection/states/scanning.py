"""What a notice must not carry into the open by accident."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trace(models.TextChoices):
    """What a scan can come upon."""

    ID_NUMBER = "id_number", _("number of an identity card")
    PHONE = "phone", _("phone number")
    BANK_CARD = "bank_card", _("number of a bank card")
    UNREADABLE = "unreadable", _("a picture, which no program reads")
