"""The desk of reports: who sees it, what it lists, and the bytes that were mailed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.models import Issue
from programs.reports import actions
from tests import city
from tests.programs.reports import scene

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/reports/"


@pytest.fixture
def reader(client):
    reader = city.a_user(Role.LEADER)
    client.force_login(reader)
    return reader


def test_strangers_are_asked_to_sign_in_and_others_see_nothing(client):
    issue = scene.an_issue()
    pages = [
        LIST,
        issue.get_absolute_url(),
        reverse("reports-file", args=[issue.number, "en", "pdf"]),
    ]

    assert [client.get(page).status_code for page in pages] == [302] * 3
    client.force_login(city.a_user(Role.OPERATOR, at=city.a_carrier()))
    assert [client.get(page).status_code for page in pages] == [403] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    client, reader, count, django_assert_num_queries
):
    for _ in range(count):
        scene.an_issue()

    # issues counted and read, files, calendar, schedules, broken promises, user, roles
    with django_assert_num_queries(7):
        page = client.get(LIST)

    assert page.content.decode().count("孵化载体运行情况</a>") == count


def test_the_list_can_be_narrowed_to_a_report_and_a_year(client, reader):
    wanted = scene.an_issue()
    scene.an_issue(definition="R3")

    both = client.get(LIST).content.decode()
    one = client.get(LIST, {"definition": "R4", "year": "2026"}).content.decode()
    none = client.get(LIST, {"year": "2025"}).content.decode()
    odd = client.get(LIST, {"definition": "R99", "year": "soon"}).content.decode()

    link = f'href="/reports/{wanted.number}/"'
    assert (link in both, link in one, link in none, link in odd) == (
        True, True, False, True,
    )  # fmt: skip
    assert 'href="/reports/R3-2026-00001/"' not in one


def test_the_list_says_what_is_due_next_and_what_was_skipped(client, reader):
    scene.a_schedule(grace_days=10)
    actions.plan(scene.DUE + timedelta(days=11))

    page = client.get(LIST).content.decode()

    assert "已跳过" in page or "skipped" in page
    assert "data-countdown" not in page  # a day, not a clock


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Incubator operation"), ("zh-hans", "孵化载体运行情况")],
)
def test_an_issue_is_shown_in_the_readers_language(client, reader, language, title):
    city.a_carrier()
    issue = scene.an_issue()
    client.cookies["django_language"] = language

    page = client.get(issue.get_absolute_url())

    told = page.content.decode()
    assert title in told
    assert issue.sha256 in told
    assert "<svg" in told
    assert "<script>" not in told
    assert "style=" not in told


def test_an_issue_that_was_corrected_points_to_the_one_that_holds(client, reader):
    first = scene.an_issue()
    second = actions.correct(
        first, reason="a slip", by=city.a_user(Role.OFFICER), now=scene.SOON_AFTER
    )

    old = client.get(first.get_absolute_url()).content.decode()
    new = client.get(second.get_absolute_url()).content.decode()

    assert "kp-message--warning" in old
    assert "kp-message--warning" not in new
    assert "a slip" in new
    assert f'href="/reports/{first.number}/"' in new


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("pdf", "application/pdf"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_a_file_is_the_one_that_was_mailed_and_is_never_kept_on_the_way(
    client, reader, kind, content_type
):
    issue = scene.an_issue()

    answer = client.get(reverse("reports-file", args=[issue.number, "en", kind]))

    kept = issue.renditions.get(language="en", format=kind)
    assert answer.content == bytes(kept.content)
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{issue.number}-en.{kind}"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_files_that_were_never_made_are_not_there(client, reader):
    issue = scene.an_issue()

    assert client.get(f"/reports/{issue.number}/fr.pdf").status_code == 404
    assert client.get(f"/reports/{issue.number}/en.docx").status_code == 404
    assert client.get("/reports/R4-1999-00001/").status_code == 404


def test_an_officer_has_a_report_corrected_and_a_leader_cannot(client, reader):
    issue = scene.an_issue()
    page = f"/reports/{issue.number}/correct/"

    assert client.get(page).status_code == 403
    client.force_login(city.a_user(Role.OFFICER))
    assert client.post(page, {"reason": ""}).status_code == 200
    answer = client.post(page, {"reason": "two rooms were counted twice"})

    made = Issue.objects.get(revision=2)
    assert answer["Location"] == made.get_absolute_url()
    assert made.correction == "two rooms were counted twice"


@pytest.mark.parametrize("count", [1, 3])
def test_schedules_cost_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
):
    client.force_login(city.a_user(Role.OFFICER))
    client.cookies["django_language"] = "en"
    for _ in range(count):
        scene.a_run(scene.a_reader())

    with django_assert_num_queries(3):  # user with roles, schedules, runs
        page = client.get("/reports/schedules/")

    assert page.content.decode().count("working day 10, 08:30") == count
