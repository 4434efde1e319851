"""Reports, milestones and findings over REST: who reads what, and the moves."""

from datetime import date

import pytest

from foundation.accounts.permissions import Role
from tests.city import a_company, a_finding, a_met_milestone, a_report, a_user, an_award

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ASK = {"content_type": "application/json"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("resource", "each"), [("year-reports", 5), ("milestones", 1), ("findings", 1)]
)
def test_a_list_costs_the_same_for_one_and_for_many(
    client, resource, each, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        award = an_award()
        a_met_milestone(award)
        a_finding(award)
    client.force_login(a_user(Role.OFFICER))
    client.get(f"/api/v1/{resource}/")

    with django_assert_num_queries(2):  # user with grants, rows
        rows = client.get(f"/api/v1/{resource}/").json()["results"]

    assert len(rows) == count * each


def test_a_report_is_checked_and_confirmed_over_rest_by_two(client) -> None:
    report = a_report(an_award(decided_on=date(2024, 6, 15)), until="hand_in")
    one = f"/api/v1/year-reports/{report.pk}/"

    client.force_login(a_user(Role.DISTRICT, at=report.award.company))
    assert client.get(one).json()["moves"] == ["endorse", "send_back"]
    assert client.post(f"{one}send_back/", {}, **ASK).status_code == 409
    passed = client.post(f"{one}endorse/", {}, **ASK)
    again = client.post(f"{one}confirm/", {}, **ASK)
    client.force_login(a_user(Role.OFFICER))
    done = client.post(f"{one}confirm/", {}, **ASK)

    assert passed.json()["status"] == "district_ok"
    assert again.status_code == 403
    assert done.json()["status"] == "confirmed"
    whole = client.get(one).json()
    assert [filing["version"] for filing in whole["filings"]] == [1]
    late = client.get("/api/v1/year-reports/?status=confirmed").json()["results"]
    assert [row["id"] for row in late] == [report.pk]


def test_a_finding_is_answered_and_settled_over_rest(client) -> None:
    finding = a_finding(an_award())
    one = f"/api/v1/findings/{finding.pk}/"

    client.force_login(a_user(Role.COMPANY_ADMIN, at=finding.award.company))
    assert client.post(f"{one}answer/", {}, **ASK).status_code == 400
    told = client.post(f"{one}answer/", {"text": "Kept apart now."}, **ASK)
    client.force_login(a_user(Role.OFFICER))
    closed = client.post(f"{one}close/", {"reason": "Seen."}, **ASK)

    assert told.json()["status"] == "answered"
    assert closed.json()["outcome"] == "Seen."


def test_another_companys_duties_do_not_exist(client) -> None:
    award = an_award()
    rows = {
        "year-reports": award.year_reports.first(),
        "milestones": a_met_milestone(award),
        "findings": a_finding(award),
    }
    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))

    for resource, row in rows.items():
        assert client.get(f"/api/v1/{resource}/{row.pk}/").status_code == 404
        assert client.get(f"/api/v1/{resource}/").json()["results"] == []
