"""Incubators and tenancies over the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from incubators.models import Carrier
from tests import city
from tests.browsing import as_user

pytestmark = pytest.mark.django_db

API = "/api/v1/"


def an_incubator(**fields: Any) -> tuple[Carrier, User]:
    carrier = city.a_carrier(**fields)
    return carrier, city.a_user(Role.OPERATOR, at=carrier)


def send(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"{API}{path}", body or {}, content_type="application/json")


def listed(client: Client, path: str) -> list[Any]:
    found: list[Any] = client.get(f"{API}{path}").json()["results"]
    return found


def test_a_tenancy_is_led_from_application_to_graduation() -> None:
    carrier, an = an_incubator()
    company, client = city.a_company(founded_on=date(2026, 1, 1)), as_user(an)

    asked = send(client, "tenancies/", {"carrier": carrier.pk, "uscc": company.uscc})
    path = f"tenancies/{asked.json()['id']}/"
    assert asked.json()["moves"] == ["admit", "refuse"]
    send(client, f"{path}admit/")
    housed = send(client, f"{path}move_in/").json()
    assert (housed["status"], housed["tenant_class"]) == ("incubating", "tenant")
    early = {"criterion": "hte", "evidence": "GR1", "graduated_on": "2020-01-01"}
    assert send(client, f"{path}graduate/", early).status_code == 409
    assert send(client, f"{path}extend/").status_code == 409  # without a reason
    extended = send(client, f"{path}extend/", {"reason": "trials"}).json()

    assert extended["term_ends_on"] > housed["term_ends_on"]


def test_operators_and_districts_see_theirs() -> None:
    (mine, an), (_other, bo) = an_incubator(), an_incubator(district_id="440117")
    tenancy = city.a_tenancy(mine)
    bureau = city.a_user(Role.DISTRICT, at=mine)

    for who, seen in ((an, [mine.pk]), (bureau, [mine.pk])):
        assert [c["id"] for c in listed(as_user(who), "carriers/")] == seen
    stranger = as_user(bo)
    assert listed(stranger, "tenancies/") == []
    assert stranger.get(f"{API}tenancies/{tenancy.pk}/").status_code == 404
    asked = {"carrier": mine.pk, "uscc": city.a_company().uscc}
    assert send(stranger, "tenancies/", asked).status_code == 403
    refused = send(as_user(bureau), f"carriers/{mine.pk}/delist/", {"reason": "?"})
    assert refused.status_code == 403


def test_carriers_are_filtered_delisted_and_measured() -> None:
    carrier, _an = an_incubator(level="national", name="科学城孵化器")
    an_incubator(level="city")
    city.a_unit(carrier, area="120.50")
    client = as_user(city.a_user(Role.OFFICER))

    for asked in ("level=national", "q=科学城", f"code={carrier.code}"):
        found = listed(client, f"carriers/?{asked}")
        assert [c["total_area"] for c in found] == ["120.50"], asked
    gone = send(client, f"carriers/{carrier.pk}/delist/", {"reason": "closed"}).json()
    assert (gone["status"], gone["moves"]) == ("delisted", ["relist"])


def test_tenancies_are_found_by_day_and_company() -> None:
    carrier, an = an_incubator()
    tenancy = city.a_tenancy(carrier, city.a_company(name="岭南芯片"))
    client = as_user(an)

    assert len(listed(client, "tenancies/?on=2025-01-01&q=岭南")) == 1
    assert listed(client, "tenancies/?on=2024-12-31") == []
    assert (
        listed(client, f"tenancies/?company={tenancy.company_id}&status=exited") == []
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("resource", ["carriers", "tenancies"])
def test_lists_cost_the_same_for_one_and_for_many(
    resource: str, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        city.a_tenancy(city.a_carrier())
    client = as_user(city.a_user(Role.OFFICER))

    with django_assert_num_queries(2):  # user with roles, rows
        assert len(listed(client, f"{resource}/")) == count
