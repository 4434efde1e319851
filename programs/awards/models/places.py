"""Places of companies in programs that give services instead of money."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import frozen
from foundation.states import Lifecycle
from programs.awards.models.awards import AwardQuerySet
from programs.awards.models.limits import within_quota
from programs.awards.states import LIVE_PLACES, PLACE_LIFECYCLE, PlaceStatus
from programs.catalogue.models import Program
from programs.selection.models import Proposal


class PlaceQuerySet(models.QuerySet["Place"]):
    def live(self) -> "PlaceQuerySet":
        return self.filter(status__in=LIVE_PLACES)

    def visible_to(self, user: Actor) -> "PlaceQuerySet":
        return self.filter(AwardQuerySet.reached(user)).distinct()


class Place(HasLifecycle):
    """A place in a program that gives services: one company, one support plan."""

    lifecycle: ClassVar[Lifecycle] = PLACE_LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="places", verbose_name=_("program")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="places",
        verbose_name=_("company"),
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, related_name="place"
    )
    plan = models.OneToOneField(
        "startups.Plan",
        models.PROTECT,
        null=True,
        related_name="place",
        verbose_name=_("support plan"),
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=PlaceStatus,
        default=PlaceStatus.ACTIVE,
        editable=False,
    )
    decided_on = models.DateField(_("decided on"))
    document_number = models.CharField(_("document number"), max_length=40)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="place_one_live_per_program_and_company",
                fields=["program", "company"],
                condition=Q(status__in=LIVE_PLACES),
                violation_error_code="place",
                violation_error_message=_(
                    "This company has a place in this program already."
                ),
            ),
        ]
        indexes = [models.Index("program", "status", name="place_by_program")]
        triggers = [
            *lifecycle_guards("place", PLACE_LIFECYCLE),
            within_quota(LIVE_PLACES),
            frozen(
                "place_is_never_deleted",
                _("A place is revoked, never deleted or given to another."),
                "program_id",
                "company_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.company}"

    def scope_keys(self) -> list[ScopeKey]:
        return [*self.program.scope_keys(), *self.company.scope_keys()]
