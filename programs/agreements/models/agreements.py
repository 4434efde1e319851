"""What the city and a company sign about an award, version by version."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.periods import city_day
from foundation.refusals import both_or_neither, by_another, frozen
from foundation.states import Lifecycle
from programs.agreements.states import LIFECYCLE, OPEN, Paper, Status
from programs.awards.models import Award

ISSUED = (
    "award_id", "version", "paper", "number", "amends_id", "change", "content",
    "sha256", "dated_on", "expires_on", "issued_at", "issued_by_id",
)  # fmt: skip
SIGNED = ("signed_copy_id", "signed_at", "signed_by_id")
COUNTERSIGNED = ("countersigned_at", "countersigned_by_id")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Actor) -> "AgreementQuerySet":
        """Those of awards that this person reads."""
        return self.filter(award__in=Award.objects.all().visible_to(user))


class Agreement(HasLifecycle):
    """A paper about an award: frozen when issued, in both languages, with its hash.

    A change makes another version; the one in force stays so until the later one is
    countersigned. `expires_on` is the last day on which the company can sign.
    """

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="agreements", verbose_name=_("award")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    paper = models.CharField(_("kind of paper"), max_length=12, choices=Paper)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.ISSUED,
        editable=False,
    )
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="amended_by",
        verbose_name=_("amends"),
    )
    change = models.TextField(_("what changes"), blank=True)
    content = models.JSONField(_("content"))  # {language: what it says}
    sha256 = models.CharField("SHA-256", max_length=64)
    dated_on = models.DateTimeField(_("dated"))
    expires_on = models.DateField(_("to be signed by"))
    issued_at = models.DateTimeField(_("issued"), null=True)
    issued_by = person_field(_("issued by"))
    signed_copy = models.OneToOneField(
        "foundation.StoredFile",
        models.PROTECT,
        null=True,
        related_name="agreement",
        verbose_name=_("signed copy"),
    )
    signed_at = models.DateTimeField(_("signed"), null=True)
    signed_by = person_field(_("signed by"))
    countersigned_at = models.DateTimeField(_("countersigned"), null=True)
    countersigned_by = person_field(_("countersigned by"))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="agreement_version_once_per_award",
                fields=["award", "version"],
                violation_error_code="version",
                violation_error_message=_("This version exists already."),
            ),
            models.UniqueConstraint(
                name="agreement_one_open_per_award",
                fields=["award"],
                condition=Q(status__in=OPEN),
                violation_error_code="agreement",
                violation_error_message=_(
                    "An agreement about this award waits for signatures already."
                ),
            ),
            models.UniqueConstraint(
                name="agreement_one_in_force_per_award",
                fields=["award"],
                condition=Q(status=Status.IN_FORCE),
                violation_error_code="agreement",
                violation_error_message=_(
                    "One agreement about this award is in force already."
                ),
            ),
            models.CheckConstraint(
                name="agreement_signed_with_its_copy",
                condition=Q(
                    status__in=[Status.ISSUED, Status.EXPIRED], signed_copy=None
                )
                | Q(status=Status.WITHDRAWN)
                | Q(
                    status__in=[Status.SIGNED, Status.IN_FORCE, Status.REPLACED],
                    signed_copy__isnull=False,
                ),
                violation_error_code="signed_copy",
                violation_error_message=_("Attach the signed copy."),
            ),
            both_or_neither("agreement", "issued"),
            both_or_neither("agreement", "signed"),
            both_or_neither("agreement", "countersigned"),
            by_another(
                "agreement_countersigned_by_another",
                "countersigned_by",
                "issued_by",
                _("Whoever issues an agreement cannot countersign it as well."),
            ),
            by_another(
                "agreement_countersigned_by_the_other_side",
                "countersigned_by",
                "signed_by",
                _("Whoever signs for the company cannot countersign for the city."),
            ),
        ]
        indexes = [
            models.Index(
                "expires_on",
                name="agreement_waits_for_company",
                condition=Q(status=Status.ISSUED),
            )
        ]
        triggers = [
            *lifecycle_guards("agreement", LIFECYCLE),
            frozen(
                "agreement_is_frozen",
                _("What was issued and signed never changes; issue a new version."),
                *ISSUED,
                once={
                    "OLD.signed_copy_id IS NOT NULL": SIGNED,
                    "OLD.status IN ('in_force', 'replaced')": COUNTERSIGNED,
                },
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("agreement-detail", args=[self.award.number, self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()

    @property
    def window(self) -> int:
        """How many days the company had to sign."""
        return (self.expires_on - city_day(self.dated_on)).days
