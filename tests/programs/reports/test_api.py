"""Reports over REST: what there is, what was issued, and every number of an issue."""

import hashlib
import json

import pytest

from foundation.accounts.permissions import Role
from tests import city
from tests.programs.reports import scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(client):
    reader = city.a_user(Role.LEADER)
    client.force_login(reader)
    return reader


def test_strangers_and_others_read_no_reports(client):
    number = scene.an_issue().number
    paths = ["reports/", "reports/R4/", "issues/", f"issues/{number}/"]

    assert {client.get(f"/api/v1/{path}").status_code for path in paths} <= {401, 403}
    client.force_login(city.a_user(Role.EXPERT))
    assert {client.get(f"/api/v1/{path}").status_code for path in paths} == {403}


def test_the_reports_there_are_have_codes_and_titles(client, reader):
    told = client.get("/api/v1/reports/").json()

    assert {each["code"] for each in told} >= {"R3", "R4"}
    one = client.get("/api/v1/reports/R4/").json()
    assert one["title"] == {"zh-hans": "孵化载体运行情况", "en": "Incubator operation"}
    assert client.get("/api/v1/reports/R99/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_issues_cost_the_same_for_one_and_for_many(
    client, reader, count, django_assert_num_queries
):
    for _ in range(count):
        scene.an_issue()

    with django_assert_num_queries(3):  # user with roles, issues, files
        found = client.get("/api/v1/issues/").json()["results"]

    assert len(found) == count
    assert all(len(issue["files"]) == 4 and "dataset" not in issue for issue in found)


def test_an_issue_comes_with_every_number_as_it_was_hashed(client, reader):
    issue = scene.an_issue()

    told = client.get(f"/api/v1/issues/{issue.number}/").json()

    canonical = json.dumps(
        told["dataset"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == told["sha256"]
    file = told["files"][0]
    content = client.get(file["url"]).content
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
