"""What the API answers to what nobody should have asked: a sentence, never a defect."""

from base64 import b64encode
from typing import Any

import pytest

from foundation.accounts.permissions import Role
from tests import city
from tests.browsing import as_user

pytestmark = pytest.mark.django_db


def asked(path: str, role: Role = Role.OFFICER) -> Any:
    return as_user(city.a_user(role)).get(
        f"/api/v1/{path}", headers={"accept-language": "en"}
    )


@pytest.mark.parametrize("position", ["p=abc", "p=2026-01-01&r=1", "p=%00", "p=1e9"])
def test_a_cursor_made_by_hand_leads_nowhere(position: str) -> None:
    city.a_company()

    answer = asked(f"companies/?cursor={b64encode(position.encode()).decode()}")

    assert (answer.status_code, answer.json()["detail"]) == (404, "Invalid cursor")


def test_a_filter_that_there_is_not_is_refused_by_its_name() -> None:
    answer = asked("payments/?state=paid&page_size=5")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"state": ["This list has no such filter."]}


@pytest.mark.parametrize("key", ["abc", "0", "99999999999999999999999999"])
def test_what_is_not_there_says_so(key: str) -> None:
    problem = asked(f"companies/{key}/").json()

    assert (problem["status"], problem["code"]) == (404, "not_found")
    assert problem["detail"] == "Not found."


def test_what_one_may_not_says_so() -> None:
    reader = as_user(city.a_user(Role.AUDITOR))

    path = f"/api/v1/companies/{city.a_company().pk}/verify/"
    answer = reader.post(path, {}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize("path", ["reports/%00/", "api/v1/issues/%00/", "calls/%00/"])
def test_an_address_with_a_null_character_leads_nowhere(path: str) -> None:
    reader = as_user(city.a_user(Role.LEADER))

    assert reader.get(f"/{path}").status_code == 404
