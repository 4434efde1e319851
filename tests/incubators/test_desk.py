"""Incubators and tenancies on the staff desk."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from incubators.models import AreaFact, Building, Carrier, Occupancy, Tenancy, Unit
from incubators.tenancies import actions
from incubators.tenancies.states import Criterion
from tests import city
from tests.browsing import as_user, said, text
from tests.city import NOW

pytestmark = pytest.mark.django_db

DESK = "/admin/incubators/"
CARRIER = {
    "code": "GZ001",
    "name": "木棉孵化器",
    "carrier_type": "incubator",
    "specialism": "general",
    "level": "city",
    "ownership": "private",
    "district": "440112",
    "operator_name": "木棉运营",
}


def rows(prefix: str, *new: dict[str, object], old: int = 0) -> dict[str, object]:
    """An inline's part of a form: `new` rows after the `old` ones."""
    sent: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": old + len(new),
        f"{prefix}-INITIAL_FORMS": old,
    }
    for position, row in enumerate(new, start=old):
        sent |= {f"{prefix}-{position}-{name}": v for name, v in row.items()}
    return sent


def test_a_carrier_is_entered_with_its_buildings_and_units() -> None:
    client = as_user(city.a_user(Role.OFFICER))

    building = {"name": "A", "floors": 2, "area": "500"}
    client.post(f"{DESK}carrier/add/", CARRIER | rows("buildings", building))
    unit = {"building": Building.objects.get().pk, "number": "101", "floor": 1}
    area = {"kind": "measured", "area": "120", "starts_on": "2026-01-01"}
    client.post(f"{DESK}unit/add/", unit | {"use": "tenant"} | rows("areas", area))

    carrier = Carrier.objects.get()
    assert Unit.objects.get().building.carrier == carrier
    assert AreaFact.objects.get().area == Decimal(120)
    assert "120.00" in text(client.get(f"{DESK}carrier/"))


def test_a_new_measurement_at_the_desk_ends_the_former() -> None:
    unit = city.a_unit(area="100.00")
    client = as_user(city.a_user(Role.OFFICER))
    told = {"building": unit.building_id, "number": "101", "floor": 1, "use": "public"}
    area = {"kind": "measured", "area": "90", "starts_on": "2026-01-01"}

    client.post(f"{DESK}unit/{unit.pk}/change/", told | rows("areas", area, old=0))

    unit.refresh_from_db()
    former, present = AreaFact.objects.order_by("starts_on")
    assert (former.ends_on, present.area) == (date(2026, 1, 1), Decimal(90))
    assert unit.use == "public"


def test_a_carrier_is_delisted_with_a_reason_and_found_by_status() -> None:
    carrier, client = city.a_carrier(), as_user(city.a_user(Role.OFFICER))

    client.post(f"{DESK}carrier/{carrier.pk}/press/delist/", {"reason": "closed"})

    assert carrier.name in text(client.get(f"{DESK}carrier/?status__exact=delisted"))
    assert carrier.name not in text(
        client.get(f"{DESK}carrier/?status__exact=operating")
    )


def test_a_tenancy_is_led_through_its_life_at_the_desk() -> None:
    carrier, company = city.a_carrier(), city.a_company(founded_on=date(2026, 1, 1))
    unit, client = city.a_unit(carrier), as_user(city.a_user(Role.OFFICER))

    client.post(f"{DESK}tenancy/add/", {"carrier": carrier.pk, "company": company.pk})
    tenancy = Tenancy.objects.get()
    page = f"{DESK}tenancy/{tenancy.pk}/"
    client.post(f"{page}press/admit/")
    client.post(f"{page}press/move_in/")
    tenancy.refresh_from_db()
    room = {"unit": unit.pk, "area": "30", "starts_on": str(tenancy.moved_in_on)}
    client.post(f"{page}change/", rows("occupancies", room))
    full = rows("occupancies", room | {"area": "71"}, old=0)
    refused = client.post(f"{page}change/", full)

    assert "101.00 m² of this unit would be occupied" in text(refused)
    assert Occupancy.objects.get().area == Decimal(30)
    assert "30.00" in text(client.get(f"{DESK}tenancy/"))


def test_a_leader_looks_and_does_not_touch() -> None:
    carrier = city.a_carrier()
    leader = as_user(city.a_user(Role.LEADER))

    assert leader.get(f"{DESK}carrier/{carrier.pk}/change/").status_code == 200
    assert leader.get(f"{DESK}carrier/add/").status_code == 403
    pressed = leader.post(
        f"{DESK}carrier/{carrier.pk}/press/delist/", {"reason": "because"}
    )
    assert "not yours to do" in said(pressed)[0]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"),
    [
        ("carrier", 5),  # user with roles, views, count, districts, carriers
        ("unit", 5),  # user with roles, views, count, districts, units
        # user with roles, views, count, districts, first and last day, tenancies
        ("tenancy", 7),
        ("graduation", 7),  # as above
        ("building", 4),  # user with roles, views, count, buildings
    ],
)
def test_the_desks_lists_cost_the_same_for_one_and_for_many(
    model: str, queries: int, count: int, django_assert_num_queries
) -> None:
    officer = city.a_user(Role.OFFICER)
    for _ in range(count):
        carrier = city.a_carrier()
        city.a_unit(carrier)
        tenancy = city.a_tenancy(carrier)
        if model == "graduation":
            actions.graduate(
                tenancy, by=officer, at=NOW, criterion=Criterion.HTE, evidence="GR1"
            )
    client = as_user(officer)
    page = reverse(f"admin:incubators_{model}_changelist")

    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
