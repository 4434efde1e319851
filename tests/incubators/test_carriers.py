"""Carriers: what is entered, measured and delisted, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from incubators.carriers import actions
from incubators.carriers.queries import units_of, with_area, with_areas
from incubators.models import AreaFact, Carrier
from incubators.tenancies import actions as tenancies
from tests import city
from tests.city import NOW

pytestmark = pytest.mark.django_db

D = Decimal
NEW_YEAR = date(2026, 1, 1)


def test_an_officer_enters_a_carrier_with_its_buildings_and_units() -> None:
    officer = city.a_user(Role.OFFICER)
    carrier = actions.enter(
        by=officer, at=NOW, code="GZ001", name="Kapok Hall", carrier_type="incubator",
        level="city", district_id="440112", operator_name="Kapok Ltd",
    )  # fmt: skip
    building = actions.add_building(carrier, by=officer, at=NOW, name="A", area=D(500))

    actions.add_unit(building, by=officer, at=NOW, number="101", area=D(120))
    actions.add_unit(building, by=officer, at=NOW, number="102", use="public")

    found = with_areas(Carrier.objects.all(), on=NOW.date()).get()
    assert (found.total_area, found.lettable_area) == (D(120), D(120))
    assert [u.area for u in with_area(units_of(carrier), NOW.date())] == [D(120), None]


def test_changes_of_a_carrier_and_its_parts_are_journaled_with_it() -> None:
    officer, unit = city.a_user(Role.OFFICER), city.a_unit()
    carrier = unit.building.carrier

    actions.change(carrier, by=officer, at=NOW, level="national")
    actions.change_building(unit.building, by=officer, at=NOW, area=D(900))
    actions.change_unit(unit, by=officer, at=NOW, use="public")

    entries = Entry.objects.filter(subject_type="incubators.carrier").order_by("id")
    assert [e.details["after"] for e in entries] == [
        {"level": "national"},
        {"area": "900"},
        {"use": "public"},
    ]


def test_an_operator_and_a_district_edit_no_register() -> None:
    carrier = city.a_carrier()
    for role in (Role.OPERATOR, Role.DISTRICT):
        with pytest.raises(PermissionDenied):
            actions.change(carrier, by=city.a_user(role, at=carrier), at=NOW, name="?")


def test_a_new_measurement_ends_the_former_one() -> None:
    unit, officer = city.a_unit(area="100.00"), city.a_user(Role.OFFICER)

    actions.measure(unit, D(80), by=officer, at=NOW, starts_on=NEW_YEAR)
    actions.measure(unit, D(85), by=officer, at=NOW, starts_on=NEW_YEAR)

    facts = AreaFact.objects.filter(unit=unit).values_list("area", "starts_on")
    assert list(facts) == [(D(100), date(2020, 1, 1)), (D(85), NEW_YEAR)]
    assert AreaFact.objects.earliest("starts_on").ends_on == NEW_YEAR


def test_a_room_in_use_is_measured_anew_but_not_smaller_than_its_use() -> None:
    unit, officer = city.a_unit(area="100.00"), city.a_user(Role.OFFICER)
    tenancy = city.a_tenancy(unit.building.carrier)
    tenancies.occupy(tenancy, unit, D(90), by=officer, at=NOW)

    actions.measure(unit, D(95), by=officer, at=NOW)
    with pytest.raises(Refusal, match=r"90.00 m² of this unit would be occupied"):
        actions.measure(unit, D(85), by=officer, at=NOW)


def test_readings_of_different_kinds_stand_side_by_side() -> None:
    unit, officer = city.a_unit(area="100.00"), city.a_user(Role.OFFICER)

    actions.measure(unit, D(130), by=officer, at=NOW, kind="declared")

    assert AreaFact.objects.filter(unit=unit, ends_on=None).count() == 2


def test_a_measurement_is_not_slipped_under_a_later_one() -> None:
    unit, officer = city.a_unit(), city.a_user(Role.OFFICER)
    actions.measure(unit, D(80), by=officer, at=NOW, starts_on=NEW_YEAR)

    with pytest.raises(Refusal, match="an area from a later day already"):
        actions.measure(unit, D(70), by=officer, at=NOW, starts_on=date(2025, 6, 1))


def test_units_never_outgrow_their_building() -> None:
    unit, officer = city.a_unit(area="100.00"), city.a_user(Role.OFFICER)

    with pytest.raises(Refusal, match=r"add up to 201.00 m², but it has 200.00 m²"):
        actions.measure(unit, D(201), by=officer, at=NOW, starts_on=NEW_YEAR)
    with pytest.raises(Refusal, match="cannot be larger than the building"):
        actions.change_building(unit.building, by=officer, at=NOW, area=D(99))


def test_a_carrier_is_delisted_and_listed_again_for_a_reason() -> None:
    carrier, officer = city.a_carrier(), city.a_user(Role.OFFICER)

    with pytest.raises(Refusal, match="Please give a reason"):
        actions.delist(carrier, by=officer, at=NOW, reason="")
    actions.delist(carrier, by=officer, at=NOW, reason="two failed exams")
    with pytest.raises(Refusal, match="not on the register"):
        tenancies.apply(carrier, city.a_company(), by=officer, at=NOW)
    actions.relist(carrier, by=officer, at=NOW, reason="appeal upheld")

    assert carrier.status == "operating"


def test_everyone_sees_only_their_carriers() -> None:
    mine, other = city.a_carrier(), city.a_carrier(district_id="440117")
    seen = Carrier.objects.all().visible_to

    assert list(seen(city.a_user(Role.OPERATOR, at=mine))) == [mine]
    assert list(seen(city.a_user(Role.DISTRICT, at=other))) == [other]
    assert list(seen(city.a_user(Role.EXPERT))) == []
    assert seen(city.a_user(Role.LEADER)).count() == 2
