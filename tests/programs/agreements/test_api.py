"""Agreements, accounts and changes over REST: who reads what, and the moves."""

import pytest

from foundation.accounts.permissions import Role
from tests.city import a_bank_account, a_user, an_agreement, an_award
from tests.programs.agreements.test_changes import asked
from tests.programs.agreements.test_signing import signed
from tests.programs.stages import awarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ASK = {"content_type": "application/json"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("resource", ["agreements", "bank-accounts", "changes"])
def test_a_list_costs_the_same_for_one_and_for_many(
    client, resource, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        award = an_award()
        an_agreement(award, in_force=False)
        a_bank_account(award.company)
        asked("name", {"name": "New"}, award)
    client.force_login(a_user(Role.OFFICER, Role.FINANCE))
    client.get(f"/api/v1/{resource}/")

    with django_assert_num_queries(2):  # who, with what they may; rows
        rows = client.get(f"/api/v1/{resource}/").json()["results"]

    assert len(rows) == count


def test_a_paper_is_issued_and_countersigned_over_rest_by_two(client) -> None:
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    award = awarded()
    client.force_login(officer)

    issued = client.post("/api/v1/agreements/", {"award": award.pk}, **ASK).json()
    again = client.post("/api/v1/agreements/", {"award": award.pk}, **ASK)
    assert (issued["status"], again.json()["code"]) == ("issued", "agreement")
    one = f"/api/v1/agreements/{issued['id']}/"
    assert "Letter of commitment" in str(client.get(one).json()["content"])

    paper = signed()
    one = f"/api/v1/agreements/{paper.pk}/"
    assert client.post(f"{one}countersign/", {}, **ASK).status_code == 403
    client.force_login(leader)
    assert "countersign" in client.get(one).json()["moves"]
    done = client.post(f"{one}countersign/", {}, **ASK)
    assert (done.status_code, done.json()["status"]) == (200, "in_force")


def test_the_number_of_an_account_is_told_as_on_pages(client) -> None:
    account = a_bank_account(an_award().company)
    one = f"/api/v1/bank-accounts/{account.pk}/"
    readers = {
        account.number: [
            a_user(Role.FINANCE), a_user(Role.COMPANY_ADMIN, at=account.company),
        ],
        account.masked: [
            a_user(Role.LEADER), a_user(Role.COMPANY_EDITOR, at=account.company),
        ],
    }  # fmt: skip

    for number, users in readers.items():
        for user in users:
            client.force_login(user)
            assert client.get(one).json()["number"] == number
    client.force_login(a_user(Role.COMPANY_ADMIN, at=an_award().company))
    assert client.get(one).status_code == 404


def test_a_change_is_decided_over_rest_by_whom_it_concerns(client) -> None:
    later = asked("term", {"ends_on": "2032-06-15"})
    sooner = asked("term", {"ends_on": "2027-06-15"})
    client.force_login(a_user(Role.CHECKER))

    shown = client.get("/api/v1/changes/", {"kind": "term"}).json()["results"]
    assert [row["moves"] for row in shown] == [[], ["approve", "decline"]]
    done = client.post(f"/api/v1/changes/{later.pk}/approve/", {}, **ASK)
    refused = client.post(f"/api/v1/changes/{sooner.pk}/approve/", {}, **ASK)
    hidden = client.get(f"/api/v1/changes/?award={later.award_id}").json()["results"]

    assert done.json()["status"] == "approved"
    assert (refused.status_code, refused.json()["code"]) == (409, "substance")
    assert [row["id"] for row in hidden] == [later.pk]


def test_a_refused_account_says_why_over_rest(client) -> None:
    account = a_bank_account(an_award().company, verified=False)
    client.force_login(a_user(Role.FINANCE))
    one = f"/api/v1/bank-accounts/{account.pk}/refuse/"

    bare = client.post(one, {}, **ASK)
    told = client.post(one, {"reason": "the proof is of another bank"}, **ASK)

    assert bare.status_code == 409
    assert told.json()["status"] == "refused"
