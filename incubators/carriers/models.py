"""Carriers: buildings, units, and their areas as dated facts."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.money import area_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, changes, kept_by_guards, starts_before_ends
from foundation.states import Lifecycle
from incubators.carriers.states import (
    LIFECYCLE,
    AreaKind,
    CarrierType,
    Level,
    Ownership,
    Specialism,
    Status,
    UnitUse,
)


class DateRange(Func):
    """The days from a start up to, and without, an end that may be open."""

    function = "daterange"
    output_field = DateRangeField()


def in_force(day: date) -> Q:
    """Dated facts that hold on `day`."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


class CarrierQuerySet(models.QuerySet["Carrier"]):
    def within(self, actor: Actor, permission: str) -> "CarrierQuerySet":
        reach = actor.reach(permission)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self
        carriers = reach.ids(ScopeKind.CARRIER)
        districts = reach.ids(ScopeKind.DISTRICT)
        return self.filter(Q(pk__in=carriers) | Q(district__in=districts))

    def visible_to(self, user: Actor) -> "CarrierQuerySet":
        """Staff see all, a district its own, operators theirs."""
        return self.within(user, Permission.READ_CARRIERS)


class Carrier(HasLifecycle):
    """A place that houses startups; its operator is somebody else than its walls."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    english_name = models.CharField(_("English name"), max_length=160, blank=True)
    carrier_type = models.CharField(_("type"), max_length=12, choices=CarrierType)
    specialism = models.CharField(
        _("specialism"),
        max_length=12,
        choices=Specialism,
        default=Specialism.GENERAL,
    )
    level = models.CharField(_("level"), max_length=12, choices=Level)
    ownership = models.CharField(
        _("ownership"), max_length=12, choices=Ownership, default=Ownership.PRIVATE
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.OPERATING,
        editable=False,
    )
    district = models.ForeignKey(
        "foundation.District",
        models.PROTECT,
        related_name="carriers",
        verbose_name=_("district"),
    )
    zone = models.ForeignKey(
        "foundation.Zone", models.PROTECT, null=True, blank=True, verbose_name=_("zone")
    )
    operator_name = models.CharField(_("operator"), max_length=120)
    operator = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="operated_carriers",
        verbose_name=_("operating company"),
    )
    address = models.CharField(
        pgettext_lazy("place", "address"), max_length=200, blank=True
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)

    objects = CarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("incubator")
        verbose_name_plural = _("incubators")
        ordering = ["code"]
        indexes = [models.Index("district", "code", name="carrier_by_district")]
        triggers = lifecycle_guards("carrier", LIFECYCLE)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("carrier-detail", args=[self.pk])

    def scope_keys(self) -> list[ScopeKey]:
        return [
            (ScopeKind.CARRIER, str(self.pk)),
            (ScopeKind.DISTRICT, self.district_id),
        ]


def stays_where_it_is(
    name: str, said: StrOrPromise, column: str, *, holds: str
) -> Guard:  # fmt: skip
    """What has something inside is not put elsewhere: areas and tenants go by place."""
    return Guard(
        name=name,
        code="place",
        when_broken=said,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(column),
        func=(
            f"IF {changes(column)} AND EXISTS (SELECT 1 FROM {holds}) THEN "
            f"{Guard.refuse(name)} END IF; RETURN NEW;"
        ),
    )


class Building(models.Model):
    """A building, or the part of one that belongs to a carrier."""

    carrier = models.ForeignKey(
        Carrier, models.CASCADE, related_name="buildings", verbose_name=_("incubator")
    )
    name = models.CharField(_("name"), max_length=80)
    floors = models.PositiveSmallIntegerField(_("floors"), default=1)
    area = area_field(_("floor area (m²)"))
    measured = area_field(
        default=0, editable=False
    )  # most that its units ever add up to

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["carrier", "name"]
        constraints = [
            models.UniqueConstraint(
                name="building_name_once_per_carrier",
                fields=["carrier", "name"],
                violation_error_code="building",
                violation_error_message=_(
                    "This incubator has such a building already."
                ),
            ),
            models.CheckConstraint(
                name="building_area_is_positive",
                condition=Q(area__gt=0),
                violation_error_code="area",
                violation_error_message=_("An area is more than zero."),
            ),
            models.CheckConstraint(
                name="unit_areas_within_building",
                condition=Q(measured__lte=F("area")),
                violation_error_code="area",
                violation_error_message=_(
                    "The units of a building cannot be larger than the building."
                ),
            ),
        ]
        triggers = [
            kept_by_guards("building_total_is_kept", "measured"),
            stays_where_it_is(
                "building_stays_with_its_carrier",
                _("A building with units stays with its incubator."),
                "carrier_id",
                holds="incubators_unit WHERE building_id = OLD.id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.name}"


class Unit(models.Model):
    """A room or a floor that can be given to somebody."""

    building = models.ForeignKey(
        Building, models.CASCADE, related_name="units", verbose_name=_("building")
    )
    number = models.CharField(_("number"), max_length=20)
    floor = models.SmallIntegerField(_("floor"), default=1)
    use = models.CharField(
        _("use"), max_length=8, choices=UnitUse, default=UnitUse.TENANT
    )
    version = models.PositiveIntegerField(
        default=0, editable=False
    )  # touched by guards

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["building", "number"]
        constraints = [
            models.UniqueConstraint(
                name="unit_number_once_per_building",
                fields=["building", "number"],
                violation_error_code="unit",
                violation_error_message=_("This building has such a unit already."),
            ),
        ]
        triggers = [
            stays_where_it_is(
                "unit_stays_in_its_building",
                _("A unit that has an area or a tenant stays in its building."),
                "building_id",
                holds="incubators_areafact WHERE unit_id = OLD.id UNION "
                "SELECT 1 FROM incubators_occupancy WHERE unit_id = OLD.id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.building} {self.number}"


# The most that the measured areas of a building's units add up to on any day. The sum
# only grows on days when a fact starts, so those are the days to look at.
MOST_MEASURED = """
    SELECT coalesce(max(total), 0) FROM (
        SELECT (SELECT sum(f.area) FROM incubators_areafact f
                JOIN incubators_unit u ON u.id = f.unit_id
                WHERE u.building_id = b AND f.kind = 'measured'
                AND f.starts_on <= s.starts_on
                AND (f.ends_on IS NULL OR f.ends_on > s.starts_on)) AS total
        FROM incubators_areafact s JOIN incubators_unit v ON v.id = s.unit_id
        WHERE v.building_id = b AND s.kind = 'measured') AS days
"""

# Whether on some day more of a unit is occupied than it measures. Occupation grows only
# when an occupancy starts, and the area changes only when a fact starts or ends.
OVERFULL = """
    SELECT d.day, coalesce((SELECT sum(o.area) FROM incubators_occupancy o
                WHERE o.unit_id = u AND o.starts_on <= d.day
                AND (o.ends_on IS NULL OR o.ends_on > d.day)), 0) AS occupied,
           coalesce((SELECT sum(f.area) FROM incubators_areafact f
                WHERE f.unit_id = u AND f.kind = 'measured' AND f.starts_on <= d.day
                AND (f.ends_on IS NULL OR f.ends_on > d.day)), 0) AS measured
    INTO worst
    FROM (SELECT starts_on AS day FROM incubators_occupancy WHERE unit_id = u
          UNION SELECT starts_on FROM incubators_areafact WHERE unit_id = u
          UNION SELECT ends_on FROM incubators_areafact
                WHERE unit_id = u AND ends_on IS NOT NULL) AS d
    WHERE coalesce((SELECT sum(o.area) FROM incubators_occupancy o
                WHERE o.unit_id = u AND o.starts_on <= d.day
                AND (o.ends_on IS NULL OR o.ends_on > d.day)), 0)
        > coalesce((SELECT sum(f.area) FROM incubators_areafact f
                WHERE f.unit_id = u AND f.kind = 'measured' AND f.starts_on <= d.day
                AND (f.ends_on IS NULL OR f.ends_on > d.day)), 0)
    ORDER BY d.day LIMIT 1
"""

OVERFULL_NAME = "occupied_area_within_unit"


def unit_is_not_overfull() -> Guard:
    """After a change of occupancy or area: on no day is more occupied than there is.

    The unit's row is written first, so that of two simultaneous changes the second
    looks only when the first has ended.
    """
    return Guard(
        name=OVERFULL_NAME,
        code="area",
        when_broken=_(
            "On %(day)s, %(occupied)s m² of this unit would be occupied, but it has "
            "%(measured)s m²."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("u", "bigint"), ("worst", "record")],
        func=(
            "FOREACH u IN ARRAY (SELECT array_agg(DISTINCT x ORDER BY x) FROM unnest("
            "ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.unit_id END, "
            "CASE WHEN TG_OP <> 'DELETE' THEN NEW.unit_id END]) AS x "
            "WHERE x IS NOT NULL) LOOP "
            "UPDATE incubators_unit SET version = version + 1 WHERE id = u; "
            f"{OVERFULL}; IF FOUND THEN "
            + Guard.refuse(
                OVERFULL_NAME,
                day="worst.day",
                occupied="worst.occupied",
                measured="worst.measured",
            )
            + " END IF; END LOOP; RETURN NULL;"
        ),
    )


class AreaFact(models.Model):
    """How large a unit is, by which reading, from one day up to another."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="areas", verbose_name=_("unit")
    )
    kind = models.CharField(
        _("reading"), max_length=10, choices=AreaKind, default=AreaKind.MEASURED
    )
    area = area_field(_("area (m²)"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["unit", "kind", "starts_on"]
        constraints = [
            starts_before_ends("area_fact", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="area_fact_is_positive",
                condition=Q(area__gt=0),
                violation_error_code="area",
                violation_error_message=_("An area is more than zero."),
            ),
            ExclusionConstraint(
                name="area_fact_one_reading_per_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_code="area",
                violation_error_message=_("For these days there is an area already."),
            ),
        ]
        triggers = [
            Guard(
                name="unit_areas_within_building",
                code="area",
                when_broken=_(
                    "The units of this building would add up to %(asked)s m², but it "
                    "has %(area)s m²."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[
                    ("b", "bigint"), ("most", "numeric"), ("building", "record"),
                ],
                func=(
                    "SELECT building_id INTO b FROM incubators_unit WHERE id = "
                    "CASE WHEN TG_OP = 'DELETE' THEN OLD.unit_id ELSE NEW.unit_id END; "
                    "IF b IS NULL THEN RETURN NULL; END IF; "
                    "SELECT * INTO building FROM incubators_building WHERE id = b "
                    "FOR NO KEY UPDATE; "
                    f"most := ({MOST_MEASURED}); IF most > building.area THEN "
                    + Guard.refuse(
                        "unit_areas_within_building",
                        asked="most",
                        area="building.area",
                    )
                    + " END IF; UPDATE incubators_building SET measured = most "
                    "WHERE id = b; RETURN NULL;"
                ),
            ),
            unit_is_not_overfull(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit}: {self.area} m²"
