"""The expert's desk: nothing before declaring, nothing of another; and the staff's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import User
from programs.applications import actions as applications
from programs.models import Application, Assignment, Draw, Expert, Score
from programs.reviews import actions
from tests.city import a_user
from tests.programs.applications.scene import ANSWERS, in_review
from tests.programs.reviews.test_reviews import GOOD, drawn
from tests.programs.stages import NOW, an_expert, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def handed_in() -> Application:
    """An application with answers and a file, passed to the experts."""
    application = in_review().application
    check_waiting(now=datetime.now(UTC))
    officer = a_user(Role.OFFICER)
    applications.pass_review(application, by=officer, at=NOW)
    return application


def given_to(client, application: Application) -> Assignment:
    """An assignment of the expert who is signed in now."""
    Expert.objects.update(is_available=False)
    an_expert()
    drawn(application, size=1)
    assignment = application.assignments.select_related("expert__user").get()
    client.force_login(assignment.expert.user)
    return assignment


def page_of(assignment: Assignment, name: str = "detail", *more: object) -> str:
    return reverse(f"review-{name}", args=[assignment.pk, *more])


def file_of(assignment: Assignment) -> str:
    return page_of(assignment, "file", assignment.application.attachments.get().pk)


def test_nothing_of_an_application_is_readable_before_declaring(
    client, handed_in
) -> None:
    assignment = given_to(client, handed_in)

    before = client.get(page_of(assignment)).content.decode()
    assert handed_in.company.name in before  # to know whether there is a conflict
    assert "红满枝头" not in before
    assert client.get(file_of(assignment)).status_code == 404
    client.post(page_of(assignment, "declare"))
    after = client.get(page_of(assignment)).content.decode()
    assert "红满枝头" in after
    answer = client.get(file_of(assignment))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert ANSWERS["pitch"].startswith("木棉花开")


def test_an_expert_reaches_nothing_of_another(client, handed_in) -> None:
    theirs = given_to(client, handed_in)
    client.post(page_of(theirs, "declare"))
    mine = given_to(client, eligible())
    attachment = handed_in.attachments.get()

    urls = [page_of(theirs), file_of(theirs), page_of(mine, "file", attachment.pk)]
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    for name in ("declare", "recuse", "sheet"):
        assert client.post(page_of(theirs, name)).status_code == 404
    assert client.get(handed_in.get_absolute_url()).status_code in (403, 404)
    for resource in ("applications", "awards", "payments"):
        assert client.get(f"/api/v1/{resource}/").status_code == 403


def test_a_sheet_is_saved_while_typing_and_submitted_for_good(client) -> None:
    assignment = given_to(client, eligible())
    client.post(page_of(assignment, "declare"))
    sheet = page_of(assignment, "sheet")

    part = client.post(sheet, {"core": "27.5"}, headers={"HX-Request": "true"})
    assert "Saved at" in part.content.decode()
    assert "<html" not in part.content.decode()
    wrong = client.post(sheet, GOOD | {"core": "31", "comment": "x", "go": "submit"})
    assert "takes 0 to 30 points" in wrong.content.decode()
    assert 'value="31"' in wrong.content.decode()
    done = client.post(sheet, GOOD | {"comment": "Good.", "go": "submit"}, follow=True)

    assert "Your score has been submitted" in done.content.decode()
    assert Score.objects.get().submitted_by == assignment.expert.user
    late = client.post(sheet, {"core": "1"}, headers={"HX-Request": "true"})
    assert late.status_code == 204
    shown = client.get(page_of(assignment)).content.decode()
    assert "85.5" in shown
    assert "<textarea" not in shown


def test_a_conflict_is_declared_with_its_kind_and_words(client) -> None:
    assignment = given_to(client, eligible())

    empty = client.post(page_of(assignment, "recuse"), {"kind": "shares"})
    assert "This field is required." in empty.content.decode()
    told = {"kind": "shares", "reason": "I hold two percent."}
    client.post(page_of(assignment, "recuse"), told)

    assignment.refresh_from_db()
    assert assignment.status == "recused"
    assert assignment.expert.conflicts.get().note == "I hold two percent."
    assert client.get(page_of(assignment)).url == reverse("reviews-done")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("desk", ["reviews-desk", "reviews-done"])
def test_the_desk_costs_the_same_for_one_and_for_many(
    client, desk, count, django_assert_num_queries
) -> None:
    an_expert()
    first = eligible()
    group = [first, *(eligible(first.call) for __ in range(count - 1))]
    drawn(*group, size=1)
    rows = list(Assignment.objects.select_related("expert__user"))
    if desk == "reviews-done":
        for each in rows:
            actions.recuse(each, by=each.expert.user, at=NOW, reason="x")
    client.force_login(rows[0].expert.user)

    with django_assert_num_queries(4):  # user, grants, count, rows
        page = client.get(reverse(desk)).content.decode()

    assert page.count('scope="row"') == count


def test_a_packet_costs_the_same_however_much_it_holds(
    client, handed_in, django_assert_num_queries
) -> None:
    assignment = given_to(client, handed_in)
    client.post(page_of(assignment, "declare"))

    # user, grants, assignment, sheet, submission with its form, files
    with django_assert_num_queries(6):
        client.get(page_of(assignment))


# The staff's desk --------------------------------------------------------------------


def at_desk(client, *roles: Role) -> User:
    user = a_user(*roles)
    client.force_login(user)
    return user


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"),
    [("expert", 4), ("draw", 5), ("assignment", 5), ("score", 4), ("conflict", 4)],
)
def test_a_list_of_the_desk_costs_the_same_for_one_and_for_many(
    client, model, queries, count, django_assert_num_queries
) -> None:
    for __ in range(count):
        an_expert()
        application = eligible()
        an_expert(employer=application.company.name)
        drawn(application, size=1)
        (assignment,) = application.assignments.select_related("expert__user")
        by = assignment.expert.user
        actions.declare(assignment, by=by, at=NOW)
        actions.save_sheet(assignment, points=GOOD, comment="Good.", by=by)
        actions.score(assignment, by=by, at=NOW)
    at_desk(client, Role.SUPERVISOR)

    with django_assert_num_queries(queries):
        answer = client.get(reverse(f"admin:programs_{model}_changelist"))

    assert answer.status_code == 200


def test_experts_are_enlisted_and_drawn_at_the_desk(client) -> None:
    application = eligible()
    at_desk(client, Role.OFFICER)
    told = {"email": "mei@example.org", "name": "Mei", "employer": "SYSU",
            "fields": "it,bio", "is_available": "on", "credit": "100"}  # fmt: skip
    client.post(reverse("admin:programs_expert_add"), told)
    expert = Expert.objects.get()
    change = reverse("admin:programs_expert_change", args=[expert.pk])
    client.post(change, told | {"title": "Professor"})
    due = (datetime.now(UTC) + timedelta(days=9)).date()
    page = reverse("admin:programs_draw_draw_experts")
    told = {"call": application.call_id, "size": "2", "seed": "2026", "witness": "Li",
            "fields_wanted": ["it"], "due_on": str(due)}  # fmt: skip

    refused = client.post(page, told).content.decode()
    assert "1 experts are free of conflict; 2 are to be drawn." in refused
    client.post(page, told | {"size": "1"})

    expert.refresh_from_db()
    assert (expert.title, expert.fields) == ("Professor", ["it", "bio"])
    assert expert.user.roles == {Role.EXPERT}
    assert Draw.objects.get().witness == "Li"
    assert Assignment.objects.get().due_on == due


def test_scores_and_draws_are_only_looked_at(client) -> None:
    drawn_by = at_desk(client, Role.OFFICER)
    an_expert()
    kept = drawn(eligible(), size=1, by=drawn_by)
    page = reverse("admin:programs_draw_change", args=[kept.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"seed": "other"}).status_code == 403
    assert client.get(reverse("admin:programs_score_add")).status_code == 403


def test_an_assignment_is_voided_with_its_reason(client) -> None:
    at_desk(client, Role.OFFICER)
    an_expert()
    drawn(eligible(), size=1)
    assignment = Assignment.objects.get()
    press = reverse("admin:programs_assignment_press", args=[assignment.pk, "void"])

    client.post(press, {"reason": ""})
    assert Assignment.objects.get().status == "assigned"
    client.post(press, {"reason": "an undeclared conflict"})

    assert Assignment.objects.get().status == "voided"
