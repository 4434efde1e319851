"""Incubators, their units, and who has moved in."""

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.accounts.models import SYSTEM
from incubators.models import AreaFact, Building, Carrier, Tenancy, Unit
from startups.models import Company
from tests.city.people import a_company, advance, serial


def a_carrier(**fields: Any) -> Carrier:
    given = {
        "code": f"C{serial():05d}",
        "name": "木棉孵化器",
        "carrier_type": "incubator",
        "level": "city",
        "district_id": "440112",
        "operator_name": "木棉运营公司",
    } | fields
    return Carrier.objects.create(**given)


def a_unit(carrier: Carrier | None = None, *, area: str = "100.00") -> Unit:
    """A measured unit in a building twice its size."""
    building = Building.objects.create(
        carrier=carrier or a_carrier(), name=f"B{serial()}", area=2 * Decimal(area)
    )
    unit = Unit.objects.create(building=building, number="101")
    AreaFact.objects.create(unit=unit, area=Decimal(area), starts_on=date(2020, 1, 1))
    return unit


def a_tenancy(carrier: Carrier, company: Company | None = None) -> Tenancy:
    tenancy = Tenancy.objects.create(carrier=carrier, company=company or a_company())
    advance(tenancy, "admit", by=SYSTEM)
    advance(tenancy, "move_in", by=SYSTEM, moved_in_on=date(2025, 1, 1))
    return tenancy
