"""What may stand between an expert and a fair judgment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConflictKind(models.TextChoices):
    EMPLOYER = "employer", _("employer now or in the last three years")
    RELATION = "relation", _("relative, teacher or student")
    SHARES = "shares", _("shareholder or paid adviser")
    COMPETITOR = "competitor", _("competitor")
    APPLICANT = "applicant", _("member of an applicant")
    OTHER = "other", _("other")
