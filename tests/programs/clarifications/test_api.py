"""Questions and changes of calls over REST: who reads what, and the moves."""

import pytest

from foundation.accounts.permissions import Role
from tests.city import a_company, a_user
from tests.programs.clarifications.test_amendments import a_change, announced
from tests.programs.clarifications.test_questions import a_question, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ASK = {"content_type": "application/json"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("resource", ["clarifications", "amendments"])
def test_a_list_costs_the_same_for_one_and_for_many(
    client, resource, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        a_question()
        a_change()
    client.force_login(a_user(Role.OFFICER))
    client.get(f"/api/v1/{resource}/")

    with django_assert_num_queries(2):  # user with grants, rows
        rows = client.get(f"/api/v1/{resource}/").json()["results"]

    assert len(rows) == count


def test_who_asked_reads_the_question_and_nobody_else_does(client) -> None:
    question = a_question()
    one = f"/api/v1/clarifications/{question.pk}/"

    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))
    assert client.get(one).status_code == 404
    client.force_login(question.asked_by)
    assert client.get(one).json()["asked"] == question.asked
    assert client.get(one).json()["moves"] == []
    assert client.post(f"{one}decline/", {"reason": "x"}, **ASK).status_code == 403


def test_an_answer_is_wanted_before_a_question_is_published_over_rest(client) -> None:
    bare, told = a_question(), published(a_question())
    client.force_login(a_user(Role.OFFICER))

    refused = client.post(f"/api/v1/clarifications/{bare.pk}/publish/", {}, **ASK)
    shown = client.get(f"/api/v1/clarifications/?call={told.call_id}").json()

    assert (refused.status_code, refused.json()["code"]) == (409, "answer")
    assert [row["status"] for row in shown["results"]] == ["published"]


def test_a_change_is_for_everyone_once_it_is_announced(client) -> None:
    draft, public = a_change(), announced(a_change())

    assert [
        row["id"] for row in client.get("/api/v1/amendments/").json()["results"]
    ] == [public.pk]
    client.force_login(a_user(Role.OFFICER))
    one = f"/api/v1/amendments/{draft.pk}/"
    assert client.get(one).json()["moves"] == ["announce"]
    done = client.post(f"{one}announce/", {}, **ASK)
    assert done.json()["number"] == 1
    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))
    rows = client.get("/api/v1/amendments/").json()["results"]
    assert [(row["id"], row["moves"]) for row in rows] == [
        (public.pk, []), (draft.pk, []),
    ]  # fmt: skip
