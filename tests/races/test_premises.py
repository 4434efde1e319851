"""I9, who occupies which area: two people at once.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from foundation.refusals import use_case
from incubators.models import Occupancy, Tenancy
from tests import city
from tests.city import at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


# I9 --------------------------------------------------------------------------------


def test_i9_a_company_moves_into_one_of_two_places() -> None:
    company = city.a_company()
    carriers = [city.a_carrier() for _ in range(CROWD)]

    outcomes = at_once(
        *[lambda c=c: use_case(city.a_tenancy)(c, company) for c in carriers]
    )

    assert won(outcomes) == 1
    assert Tenancy.objects.filter(company=company).count() == 1


@use_case
def _occupy(tenancy: Tenancy, unit: Any) -> Occupancy:
    return tenancy.occupancies.create(
        unit=unit, area=Decimal("60.00"), starts_on=date(2026, 1, 1)
    )


def _tenants_of_one_unit() -> tuple[Any, list[Tenancy]]:
    unit = city.a_unit(area="100.00")
    carrier = unit.building.carrier
    return unit, [city.a_tenancy(carrier) for _ in range(CROWD)]


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_i9_the_last_square_meters_go_to_one(isolation: str) -> None:
    unit, tenants = _tenants_of_one_unit()

    def move_in(tenancy: Tenancy) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SET default_transaction_isolation = '{isolation}'")
        return _occupy(tenancy, unit)

    outcomes = at_once(*[lambda t=t: move_in(t) for t in tenants])

    assert (won(outcomes), unit.occupancies.count()) == (1, 1)
    assert refused_by(outcomes) <= {"area", "busy"}


def test_i9_control_careful_people_overfill_the_unit() -> None:
    unit, tenants = _tenants_of_one_unit()

    with without(Occupancy, "occupied_area_within_unit"):
        careful(
            lambda: unit.occupancies.count() == 0,
            lambda: _occupy(tenants.pop(), unit),
            CROWD,
        )
        assert unit.occupancies.count() > 1
