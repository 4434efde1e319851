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


def units_on(carrier: Carrier, day: date) -> QuerySet[Unit]:
    """The units of a carrier with their measured area on `day`."""
    facts = AreaFact.objects.filter(measured(day), unit=OuterRef("pk"))
    units = Unit.objects.filter(building__carrier=carrier)
    return (
        units.select_related("building")
        .annotate(area=Subquery(facts.values("area")[:1], output_field=AREA))
        .order_by("building__name", "floor", "number")
    )


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
