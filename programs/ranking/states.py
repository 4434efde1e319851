"""By which figure a list can be put in order, and how fields are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Order(models.TextChoices):
    SCORE = "score", _("score by the rules")
    RAW = "raw", _("plain mean")
    NORMALIZED = "normalized", _("equally strict experts")


# Sections of GB/T 4754-2017, by which a company's field is told.
FIELDS = {
    "A": _("Agriculture, forestry and fishing"),
    "B": _("Mining"),
    "C": _("Manufacturing"),
    "D": _("Electricity, heat, gas and water"),
    "E": _("Construction"),
    "F": _("Wholesale and retail"),
    "G": _("Transport, storage and post"),
    "H": _("Hotels and catering"),
    "I": _("Information technology and software"),
    "J": _("Finance"),
    "K": _("Real estate"),
    "L": _("Leasing and business services"),
    "M": _("Research and technical services"),
    "N": _("Water, environment and public facilities"),
    "O": _("Resident services"),
    "P": _("Education"),
    "Q": _("Health and social work"),
    "R": _("Culture, sports and entertainment"),
    "S": _("Public administration"),
    "T": _("International organizations"),
    "": _("not told"),
}
