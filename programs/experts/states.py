"""What experts are to a panel, and what may stand between them and a fair judgment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """What experts know and companies do, coarse enough to find a panel for each."""

    INFORMATION = "information", _("information technology")
    ELECTRONICS = "electronics", _("electronics")
    BIOMEDICINE = "biomedicine", _("biology and medicine")
    MANUFACTURING = "manufacturing", _("advanced manufacturing")
    MATERIALS = "materials", _("new materials")
    ENERGY = "energy", _("new energy")
    ENVIRONMENT = "environment", _("environment")
    SERVICES = "services", _("technology services")


class Specialty(models.TextChoices):
    """The chair of a panel that somebody can take."""

    TECHNICAL = "technical", _("technical")
    FINANCE = "finance", _("finance")
    INVESTMENT = "investment", _("investment")


class Pool(models.TextChoices):
    """Whoever is in the major pool can sit in any panel."""

    GENERAL = "general", _("general")
    MAJOR = "major", _("major")


class Region(models.TextChoices):
    CITY = "city", _("this city")
    PROVINCE = "province", _("elsewhere in the province")
    OUTSIDE = "outside", _("other provinces")


class ConflictKind(models.TextChoices):
    EMPLOYER = "employer", _("employer now or in the last three years")
    RELATION = "relation", _("relative, teacher or student")
    COAUTHOR = "coauthor", _("joint papers or projects in the last three years")
    SHARES = "shares", _("shareholder or paid adviser")
    COMPETITOR = "competitor", _("competitor")
    APPLICANT = "applicant", _("member of an applicant")
    NAMED = "named", _("named by the applicant")
    OTHER = "other", _("other")


# What an expert can declare; the others are found in the data or asked for.
DECLARED = tuple(kind for kind in ConflictKind if kind != ConflictKind.NAMED)


class Avoided(models.TextChoices):
    EXPERT = "expert", _("an expert")
    EMPLOYER = "employer", _("everybody of an employer")
