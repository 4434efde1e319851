"""Areas of carriers and units on a day, for pages, the API and reports."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from incubators.carriers.models import (
    AreaFact,
    Carrier,
    CarrierQuerySet,
    Unit,
    in_force,
)
from incubators.carriers.states import AreaKind, UnitUse

AREA: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=2)


def measured(day: date) -> Q:
    """Area facts of the kind that counts, in force on `day`."""
    return Q(kind=AreaKind.MEASURED) & in_force(day)


def units_of(carrier: Carrier) -> QuerySet[Unit]:
    units = Unit.objects.filter(building__carrier=carrier)
    return units.select_related("building").order_by(
        "building__name", "floor", "number"
    )


def with_area(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """Each unit with the `area` that it measures on `day`, or None."""
    facts = AreaFact.objects.filter(measured(day), unit=OuterRef("pk"))
    area = Subquery(facts.values("area")[:1], output_field=AREA)
    return units.annotate(area=area)


def with_areas(carriers: CarrierQuerySet, *, on: date) -> CarrierQuerySet:
    """Each carrier with `total_area`, and `lettable_area` of its units for tenants."""
    facts = AreaFact.objects.filter(
        measured(on), unit__building__carrier=OuterRef("pk")
    ).order_by()
    let = facts.filter(unit__use=UnitUse.TENANT)
    return carriers.annotate(total_area=_summed(facts), lettable_area=_summed(let))


def _summed(facts: QuerySet[AreaFact]) -> Any:
    by_carrier = facts.values(carrier=F("unit__building__carrier"))
    sums = by_carrier.annotate(total=Sum("area")).values("total")
    return Coalesce(Subquery(sums, output_field=AREA), Decimal(0), output_field=AREA)
