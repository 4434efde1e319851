"""What carriers there are, how they are recognized, and what their rooms are for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class CarrierType(models.TextChoices):
    MAKER_SPACE = "maker_space", _("maker-space")
    INCUBATOR = "incubator", _("incubator")
    ACCELERATOR = "accelerator", _("accelerator")
    SCIENCE_PARK = "science_park", _("science park")


class Specialism(models.TextChoices):
    GENERAL = "general", _("general")
    PROFESSIONAL = "professional", _("specialized")


class Level(models.TextChoices):
    REGISTERED = "registered", _("registered")
    DISTRICT = "district", _("district level")
    CITY = "city", _("city level")
    PROVINCE = "province", _("provincial level")
    NATIONAL = "national", _("national level")


class Ownership(models.TextChoices):
    STATE = "state", _("state-owned")
    PRIVATE = "private", _("private")
    UNIVERSITY = "university", _("university")


class UnitUse(models.TextChoices):
    TENANT = "tenant", _("for tenants")
    PUBLIC = "public", _("shared services")
    OFFICE = "office", _("operator's offices")
    OTHER = "other", _("other")


class AreaKind(models.TextChoices):
    """The same room has several areas; they are never mixed."""

    DECLARED = "declared", _("declared")
    CERTIFIED = "certified", _("certified")
    MEASURED = "measured", _("measured")


class Status(models.TextChoices):
    OPERATING = "operating", _("operating")
    DELISTED = "delisted", _("delisted")


LIFECYCLE = Lifecycle(
    Status.OPERATING,
    Move(
        "delist",
        _("Delist"),
        (Status.OPERATING,),
        Status.DELISTED,
        P.EDIT_CARRIER,
        reasoned=True,
    ),
    Move(
        "relist",
        _("List again"),
        (Status.DELISTED,),
        Status.OPERATING,
        P.EDIT_CARRIER,
        reasoned=True,
    ),
)
