"""Metrics of incubators: how full, how long beyond the term, how many graduate."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.accounts.models import SYSTEM
from foundation.moves import advance
from foundation.periods import Period, year
from incubators.models import (
    AreaFact,
    Building,
    Carrier,
    Graduation,
    Occupancy,
    Tenancy,
    Unit,
)
from programs.reports import rules
from programs.reports.metrics import rooms, space
from tests import city
from tests.programs.reports.test_metrics import LAST, Q2, THIS

pytestmark = pytest.mark.django_db


def a_room(carrier: Carrier, area: str, use: str = "tenant") -> Unit:
    building = Building.objects.create(
        carrier=carrier, name=f"B{city.serial()}", area=Decimal(9999)
    )
    unit = Unit.objects.create(building=building, number="1", use=use)
    AreaFact.objects.create(unit=unit, area=Decimal(area), starts_on=date(2020, 1, 1))
    return unit


def a_tenant(
    carrier: Carrier,
    moved_in_on: date,
    term_ends_on: date | None = None,
    **fields: Any,
) -> Tenancy:
    tenancy = Tenancy.objects.create(
        carrier=carrier, company=city.a_company(), **fields
    )
    advance(tenancy, "admit", by=SYSTEM)
    days: dict[str, Any] = {"moved_in_on": moved_in_on, "term_ends_on": term_ends_on}
    advance(tenancy, "move_in", by=SYSTEM, **days)
    return tenancy


def the_room(period: Period = Q2) -> rooms.Room:
    return rooms.total(rooms.room(period))


def test_occupancy_is_the_ratio_of_the_sums_on_the_last_day():
    small, large = city.a_carrier(), city.a_carrier()
    here, there = a_room(small, "100.00"), a_room(large, "900.00")
    a_room(large, "500.00", use="public")
    Occupancy.objects.create(
        tenancy=a_tenant(small, date(2025, 1, 1)), unit=here, area=Decimal(100),
        starts_on=date(2025, 1, 1),
    )  # fmt: skip
    Occupancy.objects.create(
        tenancy=a_tenant(large, date(2025, 1, 1)), unit=there, area=Decimal(900),
        starts_on=date(2025, 1, 1), ends_on=Q2.last_day,
    )  # fmt: skip

    facts = the_room()

    assert [facts.carriers, facts.area, facts.lettable] == [2, 1500, 1000]
    assert [facts.occupied, space.OCCUPANCY.of(facts)] == [100, Decimal("0.100000")]
    before = the_room(rules.before(Q2))
    assert space.OCCUPANCY.of(before) == Decimal("1.000000")


def test_average_occupancy_weighs_every_area_by_its_days():
    carrier = city.a_carrier()
    unit = a_room(carrier, "100.00")
    AreaFact.objects.update(ends_on=date(2026, 5, 31))
    AreaFact.objects.create(unit=unit, area=Decimal(200), starts_on=date(2026, 5, 31))
    Occupancy.objects.create(
        tenancy=a_tenant(carrier, date(2026, 1, 1)), unit=unit, area=Decimal(50),
        starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 11),
    )  # fmt: skip

    facts = the_room()

    lettable = 60 * 100 + 31 * 200  # 1 April to 30 May, 31 May to 30 June
    assert [facts.lettable_days, facts.occupied_days] == [lettable, 10 * 50]
    assert space.AVERAGE_OCCUPANCY.of(facts) == round(Decimal(500) / lettable, 6)


def test_tenants_beyond_their_term_leave_the_count():
    carrier = city.a_carrier()
    a_room(carrier, "2000.00")
    a_tenant(carrier, date(2024, 1, 1), Q2.end)
    a_tenant(carrier, date(2024, 1, 1), Q2.last_day)
    a_tenant(carrier, date(2024, 1, 1), None)
    a_tenant(carrier, Q2.end, None)
    a_tenant(carrier, date(2024, 1, 1), None, tenant_class="resident")
    Tenancy.objects.create(carrier=carrier, company=city.a_company())

    facts = the_room()

    assert (facts.tenants, facts.overdue, facts.residents) == (2, 1, 1)
    assert space.OVERDUE_SHARE.of(facts) == Decimal("0.333333")
    assert space.DENSITY.of(facts) == Decimal("1.000000")


def test_the_graduation_rate_is_of_all_who_could_have_graduated():
    carrier = city.a_carrier()
    for moved_in, moved_out in [
        (date(2024, 1, 1), date(2026, 5, 5)),  # there on 1 January, graduates in Q2
        (date(2024, 1, 1), None),
        (date(2026, 2, 1), None),  # entered
        (date(2024, 1, 1), date(2025, 12, 31)),  # gone before
    ]:
        tenancy = a_tenant(carrier, moved_in)
        if moved_out:
            advance(tenancy, "graduate", by=SYSTEM, moved_out_on=moved_out)
            Graduation.objects.create(
                tenancy=tenancy, criterion="hte", evidence="x", graduated_on=moved_out
            )

    facts = the_room()

    assert (facts.at_new_year, facts.entered) == (2, 1)
    assert (facts.graduates, facts.graduates_of_year, facts.graduates_ever) == (1, 1, 2)
    assert space.GRADUATION_RATE.of(facts) == Decimal("0.333333")


def test_a_carrier_counts_while_it_is_open_and_listed():
    city.a_carrier(opened_on=Q2.last_day)
    city.a_carrier(opened_on=Q2.end)
    assert the_room().carriers == 1

    city.moved(city.a_carrier(), "delist")
    city.moved(city.a_carrier(), "delist", "relist")
    # The journal's clock is the real one: both were listed when last quarter closed.
    assert the_room(LAST).carriers == the_room(THIS).carriers + 1


def test_the_trend_tells_of_each_quarter_what_its_own_report_told():
    first, second = city.a_carrier(), city.a_carrier(opened_on=date(2025, 8, 1))
    unit = a_room(first, "300.00")
    a_room(second, "80.00")
    AreaFact.objects.filter(unit=unit).update(ends_on=date(2026, 2, 1))
    AreaFact.objects.create(unit=unit, area=Decimal(250), starts_on=date(2026, 2, 1))
    tenancy = a_tenant(first, date(2025, 3, 3), date(2026, 6, 1))
    for starts, ends, area in [(3, 9, 40), (9, None, 120)]:
        Occupancy.objects.create(
            tenancy=tenancy,
            unit=unit,
            area=Decimal(area),
            starts_on=date(2025, starts, 3),
            ends_on=date(2025, ends, 3) if ends else None,
        )
    city.moved(second, "delist")
    quarters = rules.quarters(date(2025, 1, 1), THIS)

    past = rooms.trend(quarters)

    compared = ("carriers", "area", "lettable", "occupied", "tenants")
    assert [row.day for row in past] == [each.end for each in quarters]
    for row, each in zip(past, quarters, strict=True):
        own = the_room(each)
        assert [getattr(row, n) for n in compared] == [
            getattr(own, n) for n in compared
        ]
    assert {row.tenants for row in past} == {0, 1}


def test_nothing_at_all_is_told_as_nothing():
    facts = the_room(year(date(2020, 1, 1)))

    assert facts == rooms.Room()
    assert space.OCCUPANCY.of(facts) is None
    assert [row.carriers for row in rooms.trend([Q2])] == [0]
