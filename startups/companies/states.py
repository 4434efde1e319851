"""What is known of a company's identity, and what it can be qualified as."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    UNVERIFIED = "unverified", _("not verified yet")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("not accepted")
    MERGED = "merged", _("merged into another record")


class RegistryState(models.TextChoices):
    """What the market supervision registry says of the company."""

    NORMAL = "normal", _("in operation")
    ABNORMAL = "abnormal", _("on the abnormal operation list")
    MOVED_OUT = "moved_out", _("moved out of the city")
    DISSOLVED = "dissolved", _("dissolved")


class QualificationKind(models.TextChoices):
    HTE = "hte", _("high-tech enterprise")
    TECH_SME = "tech_sme", _("technology-based SME")
    LITTLE_GIANT = "little_giant", _("S&T little giant")
    SRDI = "srdi", _("specialized and sophisticated SME")
    GAZELLE = "gazelle", _("gazelle company")
    UNICORN = "unicorn", _("unicorn")


class SizeClass(models.TextChoices):
    LARGE = "large", _("large")
    MEDIUM = "medium", _("medium")
    SMALL = "small", _("small")
    MICRO = "micro", _("micro")


S = Status

LIFECYCLE = Lifecycle(
    S.UNVERIFIED,
    Move(
        "verify", _("Verify"), (S.UNVERIFIED, S.REFUSED), S.VERIFIED, P.VERIFY_COMPANY
    ),
    Move(
        "refuse",
        _("Do not accept"),
        (S.UNVERIFIED,),
        S.REFUSED,
        P.VERIFY_COMPANY,
        reasoned=True,
    ),
    Move(
        "merge",
        _("Merge into another"),
        (S.UNVERIFIED, S.VERIFIED, S.REFUSED),
        S.MERGED,
        P.VERIFY_COMPANY,
        reasoned=True,
        quiet=True,
    ),
)


class ShareholderKind(models.TextChoices):
    PERSON = "person", pgettext_lazy("shareholder", "person")
    ORGANIZATION = "organization", pgettext_lazy("shareholder", "organization")
