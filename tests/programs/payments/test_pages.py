"""Both REST resources of awards and money."""

import hashlib
from datetime import date

import pytest

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from programs.awards.actions import sign
from programs.models import Award, Payment
from tests.city import a_program, a_user, an_agreement
from tests.programs.payments.bank import drawn, waiting
from tests.programs.stages import (
    DOCUMENT,
    NOW,
    announced,
    finance,
    open_gates,
    paid,
    planned,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


# REST --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("resource", ["awards", "payments"])
def test_a_resource_costs_the_same_for_one_and_for_many(
    client, resource, count, django_assert_num_queries
) -> None:
    program = a_program()
    for __ in range(count):
        paid(open_gates(planned(program)))
    client.force_login(a_user(Role.LEADER))

    with django_assert_num_queries(2):  # user with grants, rows
        body = client.get(f"/api/v1/{resource}/").json()

    assert len(body["results"]) == count


def test_an_award_is_granted_and_moved_over_rest(client) -> None:
    proposal = announced()
    told = {"proposal": proposal.pk, "document_number": DOCUMENT}
    ask = {"content_type": "application/json"}

    client.force_login(a_user(Role.FINANCE))
    assert client.post("/api/v1/awards/", told, **ask).status_code == 400  # unseen
    client.force_login(a_user(Role.OFFICER))
    granted = client.post("/api/v1/awards/", told, **ask)
    assert granted.status_code == 201
    assert granted.json()["moves"] == ["waive"]  # signing is the agreement's
    one = f"/api/v1/awards/{granted.json()['id']}/"
    award = Award.objects.get()
    an_agreement(award)
    sign(award, by=SYSTEM, at=NOW)
    refused = client.post(f"{one}waive/", {"reason": "late"}, **ask)
    assert (refused.status_code, refused.json()["code"]) == (409, "moved_on")
    assert client.post(f"{one}revoke/", {"reason": "x"}, **ask).status_code == 403

    account = client.get(one).json()
    assert len(account["tranches"]) == 3
    assert account["inputs"]["subsidy"] == "3000000.01"


def test_a_payment_goes_its_way_over_rest(client) -> None:
    tranche = open_gates(planned())
    ask = {"content_type": "application/json"}
    client.force_login(a_user(Role.FINANCE))

    asked = client.post("/api/v1/payments/", {"tranche": tranche.pk}, **ask)
    one = f"/api/v1/payments/{asked.json()['id']}/"
    assert client.post(f"{one}check/", {}, **ask).json()["code"] == "four_eyes"
    client.force_login(a_user(Role.CHECKER))
    client.post(f"{one}check/", {}, **ask)
    client.force_login(a_user(Role.FINANCE))
    client.post(f"{one}approve/", {}, **ask)
    client.post(f"{one}instruct/", {}, **ask)
    told = {"bank_reference": "B1", "paid_on": "2026-03-02"}
    booked = client.post(f"{one}book/", told, **ask)

    assert (booked.status_code, booked.json()["status"]) == (200, "paid")
    assert Payment.objects.get().paid_on == date(2026, 3, 2)
    back = {"amount": "1.00", "source": "city", "reference": "R1"}
    award = f"/api/v1/awards/{tranche.award_id}/recover/"
    assert client.post(award, back, **ask).json()["kind"] == "recovery"
    late = client.post(f"{one}take_return/", {"reason": "closed"}, **ask)
    assert late.json()["code"] == "overpaid"


@pytest.mark.parametrize("count", [1, 3])
def test_batches_cost_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    drawn(count)
    for __ in range(count - 1):
        drawn(1)
    client.force_login(a_user(Role.LEADER))

    with django_assert_num_queries(2):  # user with grants, rows
        rows = client.get("/api/v1/batches/").json()["results"]
    with django_assert_num_queries(3):  # and the payments of one
        one = client.get(f"/api/v1/batches/{rows[-1]['id']}/").json()

    assert len(rows) == count
    assert len(one["payments"]) == count
    assert not {"payments", "content"} & set(rows[0])


def test_a_batch_goes_its_way_over_rest(client) -> None:
    payments, ask = waiting(), {"content_type": "application/json"}
    asked = {"payments": [payment.pk for payment in payments]}
    client.force_login(finance())

    made = client.post("/api/v1/batches/", asked, **ask)
    assert (made.status_code, made.json()["moves"]) == (201, ["discard"])
    again = client.post("/api/v1/batches/", asked, **ask)
    assert again.status_code == 400  # they are in a batch already
    one = f"/api/v1/batches/{made.json()['id']}/"
    assert client.post(f"{one}release/", {}, **ask).json()["code"] == "four_eyes"
    client.force_login(finance())
    released = client.post(f"{one}release/", {}, **ask).json()

    assert released["status"] == "released"
    assert {each["status"] for each in released["payments"]} == {"instructed"}
    file = client.get(released["links"]["file"]).content
    assert hashlib.sha256(file).hexdigest() == released["sha256"]
    client.force_login(a_user(Role.CHECKER))
    assert client.post("/api/v1/batches/", asked, **ask).status_code in {400, 403}
    assert client.get(released["links"]["file"]).status_code == 403


def test_a_company_reads_its_awards_over_rest_and_no_payments(client) -> None:
    award, __ = planned(), planned()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))

    rows = client.get("/api/v1/awards/").json()["results"]

    assert [row["number"] for row in rows] == [award.number]
    assert client.get("/api/v1/payments/").status_code == 403
    assert Award.objects.count() == 2
