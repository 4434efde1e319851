"""By which figure a list can be put in order, and how fields are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from startups.companies.industries import SECTIONS


class Order(models.TextChoices):
    SCORE = "score", _("score by the rules")
    RAW = "raw", _("plain mean")
    NORMALIZED = "normalized", _("equally strict experts")


# Sections of GB/T 4754-2017, by which a company's field is told.
FIELDS = {**SECTIONS, "": _("not told")}
