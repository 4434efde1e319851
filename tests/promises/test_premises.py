"""I9, who occupies which area.

Each attempt by raw SQL is refused by the name of its promise. No use case stands
between these statements and the tables; what a person reads is tested with those.
"""

from datetime import date
from decimal import Decimal

import pytest

from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


# I9 --------------------------------------------------------------------------------


def test_i9_a_company_is_in_one_place_at_a_time() -> None:
    company = city.a_company()
    city.a_tenancy(city.a_carrier(), company)

    twice = lambda: city.a_tenancy(city.a_carrier(), company)  # noqa: E731  # one attempt

    assert broken(twice) == "tenancy_one_per_company_and_day"


def _occupy(tenancy, unit, area: str, start: date, end: date | None = None):
    return tenancy.occupancies.create(
        unit=unit, area=Decimal(area), starts_on=start, ends_on=end
    )


def test_i9_no_unit_is_occupied_beyond_its_area_on_any_day() -> None:
    unit = city.a_unit(area="100.00")
    carrier = unit.building.carrier
    first, second = city.a_tenancy(carrier), city.a_tenancy(carrier)
    _occupy(first, unit, "60.00", date(2025, 1, 1), date(2026, 1, 1))

    _occupy(second, unit, "60.00", date(2026, 1, 1))  # the day the first has left
    third = city.a_tenancy(carrier)
    overlapping = lambda: _occupy(third, unit, "40.01", date(2025, 12, 31))  # noqa: E731  # one attempt

    assert broken(overlapping) == "occupied_area_within_unit"


def test_i9_a_unit_in_use_cannot_shrink_below_its_use() -> None:
    unit = city.a_unit(area="100.00")
    _occupy(city.a_tenancy(unit.building.carrier), unit, "80.00", date(2025, 1, 1))

    shrink = "UPDATE incubators_areafact SET area = 79.99 WHERE unit_id = %s"
    end = "UPDATE incubators_areafact SET ends_on = '2026-01-01' WHERE unit_id = %s"
    assert broken(lambda: sql(shrink, unit.pk)) == "occupied_area_within_unit"
    assert broken(lambda: sql(end, unit.pk)) == "occupied_area_within_unit"


def test_i9_units_are_not_larger_than_their_building() -> None:
    unit = city.a_unit(area="100.00")

    grow = "UPDATE incubators_areafact SET area = 200.01 WHERE unit_id = %s"
    shrink = "UPDATE incubators_building SET area = 99.99 WHERE id = %s"
    assert broken(lambda: sql(grow, unit.pk)) == "unit_areas_within_building"
    assert broken(lambda: sql(shrink, unit.building_id)) == "unit_areas_within_building"


def test_i9_a_tenant_occupies_units_of_its_own_incubator() -> None:
    elsewhere = city.a_tenancy(city.a_carrier())

    attempt = lambda: _occupy(elsewhere, city.a_unit(), "1.00", date(2025, 1, 1))  # noqa: E731  # one attempt

    assert broken(attempt) == "occupancy_in_its_tenancys_carrier"
