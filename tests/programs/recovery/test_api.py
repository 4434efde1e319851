"""Recoveries over REST: who reads what, and the moves."""

from datetime import timedelta
from decimal import Decimal

import pytest

from foundation.accounts.permissions import Role
from programs.recovery import actions
from tests.city import a_company, a_user
from tests.programs.recovery.owing import (
    a_case,
    an_administrator,
    leader,
    officer,
    owed,
    paid_award,
    pay,
)
from tests.programs.recovery.test_deferrals import FIRST, granted
from tests.programs.stages import NOW, finance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ASK = {"content_type": "application/json"}
ALL = "/api/v1/recoveries/"


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        granted(owed("100.00"))
    client.force_login(leader())
    client.get(ALL)

    with django_assert_num_queries(2):  # who, with what they may; rows
        rows = client.get(ALL).json()["results"]

    assert [row["owed_by"] for row in rows] == [str(FIRST)] * count


def test_money_is_demanded_repaid_and_referred_over_rest(client) -> None:
    proposed = actions.propose(paid_award(), a_case(), by=officer(), at=NOW)
    one = f"{ALL}{proposed.pk}/"
    client.force_login(finance())
    assert client.post(f"{one}demand/", {}, **ASK).status_code == 403
    boss = leader()
    client.force_login(boss)
    assert client.get(one).json()["moves"] == ["demand"]
    assert client.post(f"{one}demand/", {}, **ASK).json()["status"] == "demanded"
    court = {"referred_to": "the court", "reason": "late"}
    early = client.post(f"{one}refer/", court, **ASK)
    assert (early.status_code, early.json()["code"]) == (409, "referred")

    client.force_login(finance())
    told = {"amount": "40000.00", "receipt": "T1"}
    done = client.post(f"{one}repay/", told, **ASK).json()
    assert (done["demanded"], done["repaid"]) == ("100000.00", "40000.00")
    more = client.post(f"{one}repay/", told | {"receipt": "T2", "amount": "60000.01"})
    assert more.status_code in {400, 409, 415}


def test_a_company_reads_its_own_demand_whole_and_no_proposal(client) -> None:
    recovery = owed("100.00")
    pay(recovery, "1.00", "T-1")
    proposed = actions.propose(
        recovery.award, a_case("given_up"), by=officer(), at=NOW + timedelta(days=1)
    )
    client.force_login(an_administrator(recovery.award.company))

    shown = client.get(f"{ALL}{recovery.pk}/").json()

    assert [each["receipt"] for each in shown["repayments"]] == ["T-1"]
    assert Decimal(shown["claims"][0]["repaid"]) == 1
    assert shown["moves"] == []
    assert client.get(f"{ALL}{proposed.pk}/").status_code == 404
    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))
    assert client.get(ALL).json()["results"] == []
