"""Who sits where, since when, and who has graduated."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.money import area_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, frozen, starts_before_ends
from foundation.states import Lifecycle
from incubators.carriers.models import Carrier, DateRange, Unit, unit_is_not_overfull
from incubators.tenancies.states import (
    ACTIVE,
    LIFECYCLE,
    Criterion,
    Status,
    TenantClass,
)


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def visible_to(self, user: Actor) -> "TenancyQuerySet":
        mine = Carrier.objects.all().within(user, Permission.READ_CARRIERS)
        return self.filter(carrier__in=mine)

    def housed_or_waiting(self) -> "TenancyQuerySet":
        """Those that have not ended."""
        return self.filter(status__in=[Status.APPLIED, *ACTIVE]).select_related(
            "company"
        )

    def on(self, day: object) -> "TenancyQuerySet":
        """Those that held on `day`, by the days and not by today's status."""
        left = Q(moved_out_on=None) | Q(moved_out_on__gt=day)
        return self.filter(left, moved_in_on__lte=day)


class Tenancy(HasLifecycle):
    """One company in one carrier, from moving in to moving out."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="tenancies", verbose_name=_("incubator")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="tenancies",
        verbose_name=_("company"),
    )
    tenant_class = models.CharField(
        _("class"), max_length=8, choices=TenantClass, default=TenantClass.TENANT
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.APPLIED,
        editable=False,
    )
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    moved_in_on = models.DateField(_("moved in on"), null=True, blank=True)
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    moved_out_on = models.DateField(_("moved out on"), null=True, blank=True)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenancy")
        verbose_name_plural = _("tenancies")
        ordering = ["-moved_in_on", "-id"]
        constraints = [
            starts_before_ends("tenancy", "moved_in_on", "moved_out_on"),
            starts_before_ends("tenancy", "moved_in_on", "term_ends_on"),
            models.CheckConstraint(
                name="tenancy_moves_out_only_after_moving_in",
                condition=Q(moved_out_on=None) | Q(moved_in_on__isnull=False),
                violation_error_code="period",
                violation_error_message=_("It must start before it ends."),
            ),
            models.CheckConstraint(
                name="tenancy_days_match_its_status",
                condition=Q(
                    status__in=[Status.INCUBATING, Status.EXTENDED],
                    moved_in_on__isnull=False,
                    moved_out_on=None,
                )
                | Q(
                    status=Status.GRADUATED,
                    moved_in_on__isnull=False,
                    moved_out_on__isnull=False,
                )
                | Q(status=Status.EXITED, moved_out_on__isnull=False)
                | Q(status=Status.EXITED, moved_in_on=None)
                | Q(
                    status__in=[Status.APPLIED, Status.ADMITTED, Status.REFUSED],
                    moved_out_on=None,
                ),
                violation_error_code="period",
                violation_error_message=_(
                    "Give the day of moving in of a tenant, and the day of moving out "
                    "of one that has left."
                ),
            ),
            ExclusionConstraint(
                name="tenancy_one_per_company_and_day",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    (DateRange("moved_in_on", "moved_out_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(moved_in_on__isnull=False),
                violation_error_code="tenancy",
                violation_error_message=_(
                    "This company is a tenant already on some of these days."
                ),
            ),
        ]
        indexes = [
            models.Index("carrier", "moved_in_on", name="tenancy_by_carrier"),
            models.Index("term_ends_on", name="tenancy_by_term"),
        ]
        triggers = [
            *lifecycle_guards("tenancy", LIFECYCLE),
            frozen(
                "tenancy_is_of_its_company_and_carrier",
                _("A tenancy ends; it never becomes another's, nor disappears."),
                "company_id",
                "carrier_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} @ {self.carrier}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.carrier.scope_keys()


class Occupancy(models.Model):
    """How much of which unit a tenant occupies, from one day up to another."""

    tenancy = models.ForeignKey(
        Tenancy, models.CASCADE, related_name="occupancies", verbose_name=_("tenancy")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="occupancies", verbose_name=_("unit")
    )
    area = area_field(_("area (m²)"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        ordering = ["tenancy", "starts_on"]
        constraints = [
            starts_before_ends("occupancy", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="occupancy_area_is_positive",
                condition=Q(area__gt=0),
                violation_error_code="area",
                violation_error_message=_("An area is more than zero."),
            ),
        ]
        indexes = [models.Index("unit", "starts_on", name="occupancy_by_unit")]
        triggers = [
            unit_is_not_overfull(),
            Guard(
                name="occupancy_in_its_tenancys_carrier",
                code="unit",
                when_broken=_("The unit belongs to another incubator."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("unit_id", "tenancy_id"),
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM incubators_unit u "
                    "JOIN incubators_building b ON b.id = u.building_id "
                    "JOIN incubators_tenancy t ON t.carrier_id = b.carrier_id "
                    "WHERE u.id = NEW.unit_id AND t.id = NEW.tenancy_id) THEN "
                    + Guard.refuse("occupancy_in_its_tenancys_carrier")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.area} m²"


class Graduation(models.Model):
    """That a tenant has grown out of incubation, by which criterion, shown by what."""

    tenancy = models.OneToOneField(
        Tenancy, models.PROTECT, related_name="graduation", verbose_name=_("tenancy")
    )
    criterion = models.CharField(_("criterion"), max_length=12, choices=Criterion)
    evidence = models.CharField(_("evidence"), max_length=200)
    graduated_on = models.DateField(_("graduated on"))
    recorded_at = models.DateTimeField(null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("graduation")
        verbose_name_plural = _("graduations")
        ordering = ["-graduated_on"]
        constraints = [
            both_or_neither("graduation", "recorded"),
            models.CheckConstraint(
                name="graduation_shows_evidence",
                condition=~Q(evidence=""),
                violation_error_code="evidence",
                violation_error_message=_("A graduation names its evidence."),
            ),
        ]
        indexes = [models.Index("graduated_on", name="graduation_by_day")]

    def __str__(self) -> str:
        return f"{self.tenancy} {self.graduated_on}"
