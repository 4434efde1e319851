"""Companies, returns, needs and visits over the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from startups.companies import actions
from startups.indicators import actions as returns
from startups.models import Company, Need, Return
from startups.support import actions as support
from startups.support.states import ServiceKind
from tests import city
from tests.browsing import as_user
from tests.city import NOW, TODAY

pytestmark = pytest.mark.django_db

API = "/api/v1/"
GOOD = "91440101618607269R"
FACTS = {"uscc": "9144 0101 6186 07269r", "name": "岭南芯片", "district": "440112"}


def a_pair(**fields: Any) -> tuple[Company, User]:
    company = city.a_company(**fields)
    return company, city.a_user(Role.COMPANY_ADMIN, at=company)


def send(client: Client, path: str, body: Any = None, method: str = "post") -> Any:
    call = getattr(client, method)
    return call(f"{API}{path}", body or {}, content_type="application/json")


def listed(client: Client, path: str) -> list[Any]:
    found: list[Any] = client.get(f"{API}{path}").json()["results"]
    return found


def test_a_company_is_registered_and_seen_by_nobody_else() -> None:
    mei = city.a_user()

    answer = send(as_user(mei), "companies/", FACTS)

    assert (answer.status_code, answer.json()["uscc"]) == (201, GOOD)
    assert answer.json()["moves"] == []
    fresh = as_user(User.objects.get(pk=mei.pk))
    assert [c["uscc"] for c in listed(fresh, "companies/")] == [GOOD]
    stranger = as_user(city.a_user())
    assert listed(stranger, "companies/") == []
    assert stranger.get(f"{API}companies/{answer.json()['id']}/").status_code == 404
    assert as_user(None).get(f"{API}companies/").status_code in {401, 403}


def test_a_known_company_is_a_conflict_and_a_slip_an_invalid_value() -> None:
    a_pair(uscc=GOOD, name="岭南芯片")
    client = as_user(city.a_user())

    known = send(client, "companies/", FACTS)
    slip = send(client, "companies/", {**FACTS, "uscc": "9144"})

    assert (known.status_code, known.json()["code"]) == (409, "uscc_taken")
    assert "Ask one of its administrators" in known.json()["detail"]
    assert slip.status_code == 400
    assert "The code has 4 characters" in str(slip.json()["errors"]["uscc"])


def test_facts_are_corrected_as_far_as_one_may() -> None:
    company, mei = a_pair(address="旧址")
    client, path = as_user(mei), f"companies/{company.pk}/"

    assert send(client, path, {"address": "新址"}, "patch").json()["address"] == "新址"
    refused = send(client, path, {"registry_state": "dissolved"}, "patch")

    assert refused.json()["code"] == "identity"


def test_officers_verify_and_filter() -> None:
    company, mei = a_pair(name="广州木棉")
    city.a_company(district="440117")
    officer = city.a_user(Role.OFFICER)
    client = as_user(officer)
    actions.record_qualification(
        company, by=officer, at=NOW, kind="hte", issued_on=date(2026, 1, 1)
    )

    assert send(as_user(mei), f"companies/{company.pk}/verify/").status_code == 403
    verified = send(client, f"companies/{company.pk}/verify/").json()
    assert (verified["status"], verified["moves"]) == ("verified", [])
    for asked in (
        "status=verified", "q=广州木棉", f"q={company.uscc[:14]}&district=440106",
        "title=hte", "district=440106",
    ):  # fmt: skip
        found = listed(client, f"companies/?{asked}")
        assert [c["id"] for c in found] == [company.pk], asked
    assert verified["titles"][0]["kind"] == "hte"


def test_a_return_is_opened_filled_in_and_handed_in() -> None:
    company, mei = a_pair()
    client = as_user(mei)
    opened = send(client, "returns/", {"company": company.pk, "year": 2025})
    path = f"returns/{opened.json()['id']}/"

    odd = send(
        client, f"{path}figures/", {"figures": {"REV": "5", "EMP": 1.5}}, "patch"
    )
    assert odd.json()["objections"] == [
        {
            "indicator": "EMP",
            "sentence": "This figure is a whole number.",
            "serious": True,
        }
    ]
    assert send(client, f"{path}submit/").status_code == 409
    figures = {"REV": 52000, "EMP": 12, "RD_EXP": 900}
    send(client, f"{path}figures/", {"figures": figures}, "patch")
    handed_in = send(client, f"{path}submit/").json()

    assert handed_in["status"] == "submitted"
    assert client.get(f"{API}{path}figures/").json()["figures"]["EMP"] == "12.00"
    unknown = send(client, f"{path}figures/", {"figures": {"XYZ": 1}}, "patch")
    assert unknown.status_code == 400


def test_a_district_checks_its_returns_only() -> None:
    (company, _mei), (other, _lin) = a_pair(), a_pair(district="440117")
    mine, theirs = (
        city.moved(Return.objects.create(company=each, year=2025), "submit")
        for each in (company, other)
    )
    bureau = as_user(city.a_user(Role.DISTRICT, at=company))

    assert [r["id"] for r in listed(bureau, "returns/?year=2025")] == [mine.pk]
    assert send(bureau, f"returns/{theirs.pk}/endorse/").status_code == 404
    assert send(bureau, f"returns/{mine.pk}/confirm/").status_code == 403
    checked = send(bureau, f"returns/{mine.pk}/endorse/").json()
    assert (checked["status"], checked["moves"]) == ("district_ok", ["send_back"])


def test_needs_and_visits_are_raised_logged_and_found() -> None:
    (company, mei), officer = a_pair(), city.a_user(name="Officer")
    support.plan(
        company, by=city.a_user(Role.OFFICER), at=NOW, officer=officer,
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    carer = as_user(officer)
    need = {"company": company.pk, "kind": "FN", "title": "A loan"}
    visit = {"company": company.pk, "visited_on": str(TODAY), "topics": "line"}

    raised = send(as_user(mei), "needs/", need)
    logged = send(carer, "visits/", visit)
    accepted = send(carer, f"needs/{raised.json()['id']}/accept/")

    assert raised.json()["number"].startswith("XQ")
    assert logged.json()["company"] == company.pk
    assert accepted.json()["moves"] == ["work", "give_up"]
    asked = f"visits/?company={company.pk}&visited_after={TODAY}"
    assert len(listed(carer, asked)) == 1
    assert listed(carer, "needs/?late=true") == []
    assert len(listed(carer, "needs/?late=false&q=loan")) == 1
    assert send(as_user(mei), "visits/", visit).status_code == 403


def test_a_repeated_request_raises_one_need() -> None:
    company, mei = a_pair()
    client = as_user(mei)
    body = {"company": company.pk, "kind": "FN", "title": "A loan"}

    for _ in range(2):
        client.post(
            f"{API}needs/", body, content_type="application/json",
            headers={"Idempotency-Key": "one"},
        )  # fmt: skip

    assert Need.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("resource", "queries"),
    [
        ("companies", 3),  # user with roles, companies, titles
        ("returns", 2),  # user with roles, rows
        ("needs", 2),
        ("visits", 2),
    ],
)
def test_lists_cost_the_same_for_one_and_for_many(
    resource: str, queries: int, count: int, django_assert_num_queries
) -> None:
    officer = city.a_user(Role.OFFICER)
    for _ in range(count):
        company, mei = a_pair()
        carer = city.a_user()
        plan = support.plan(company, by=officer, at=NOW, officer=carer)
        support.log_visit(plan, by=carer, at=NOW, visited_on=TODAY, topics="?")
        support.raise_need(company, ServiceKind.FINANCE, by=mei, at=NOW, title="A loan")
        returns.open_return(company, 2025, by=mei, at=NOW)
    client = as_user(officer)

    with django_assert_num_queries(queries):
        assert len(listed(client, f"{resource}/")) == count
