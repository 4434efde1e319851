"""The expert's desk: nothing before declaring, nothing of another; and the staff's."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import User
from programs.applications import actions as applications
from programs.models import Application, Assignment, ReviewPlan, Score
from programs.reviews import actions
from tests.city import a_user, checked
from tests.programs.applications.scene import (
    ANSWERS,
    a_district_officer,
    a_scene,
    upload,
)
from tests.programs.reviews.scene import (
    GOOD,
    LONG,
    declare,
    given,
    panel_of,
    points_of,
    scored,
    typed,
)
from tests.programs.stages import NOW, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


def a_pdf() -> bytes:
    """One page, made with a program that says who used it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.metadata = {"/Author": "木棉科技"}
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def handed_in() -> Application:
    """An application with answers and a file, passed to the experts."""
    begun = a_scene()
    application = begun.application
    applications.save(application, ANSWERS, revision=0, by=begun.editor, at=NOW)
    upload(begun, content=a_pdf())
    applications.submit(application, by=begun.admin, at=NOW)
    applications.recommend(application, by=a_district_officer(), at=NOW)
    applications.begin_review(application, by=a_user(Role.OFFICER), at=NOW)
    check_waiting(now=datetime.now(UTC))
    checked(application)
    application.refresh_from_db()
    applications.pass_review(application, by=a_user(Role.OFFICER), at=NOW)
    return application


def given_to(client, application: Application) -> Assignment:
    """An assignment of the expert who is signed in now."""
    (assignment,) = given(application)
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
@pytest.mark.parametrize(("desk", "queries"), [("desk", 5), ("done", 3)])
def test_the_desk_costs_the_same_for_one_and_for_many(
    client, desk, queries, count, django_assert_num_queries
) -> None:
    first = eligible()
    group = [first, *(eligible(first.call) for __ in range(count - 1))]
    rows = given(*group)
    if desk == "done":
        for each in rows:
            actions.recuse(each, by=each.expert.user, at=NOW, reason="x")
    client.force_login(rows[0].expert.user)

    # user with grants, count, rows; progress and its calls on the first of them
    with django_assert_num_queries(queries):
        page = client.get(reverse(f"reviews-{desk}")).content.decode()

    assert page.count('scope="row"') == count


def test_a_packet_costs_the_same_however_much_it_holds(
    client, handed_in, django_assert_num_queries
) -> None:
    assignment = given_to(client, handed_in)
    client.post(page_of(assignment, "declare"))

    # user with grants, assignment, sheet, submission with its form, files, next
    with django_assert_num_queries(6):
        client.get(page_of(assignment))


def test_declarations_are_made_item_by_item_on_one_page(client) -> None:
    call = eligible().call
    rows = given(*(eligible(call) for __ in range(3)))
    client.force_login(rows[0].expert.user)
    page = reverse("reviews-declarations")
    first, second, third = (f"a{row.pk}" for row in rows)

    told = {f"{first}-answer": "none", f"{second}-answer": "shares"}
    wrong = client.post(page, told).content.decode()
    assert "Please say what connects you." in wrong
    assert rows[0].application.company.name not in wrong  # it has been taken
    told = {f"{second}-answer": "shares", f"{second}-reason": "I hold two percent."}
    client.post(page, told, follow=True)

    statuses = Assignment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["declared", "recused", "assigned"]
    assert rows[1].expert.conflicts.get().note == "I hold two percent."
    assert f"{third}-answer" in client.get(page).content.decode()


def test_nobody_reads_before_the_review_begins(client, handed_in) -> None:
    assignment = given_to(client, handed_in)
    later = NOW + timedelta(days=3)
    actions.plan(handed_in.call, by=a_user(Role.OFFICER), at=NOW, opens_at=later)
    client.post(page_of(assignment, "declare"))

    shown = client.get(page_of(assignment)).content.decode()

    assert "The review of this call begins on" in shown
    assert "红满枝头" not in shown
    assert client.get(page_of(assignment, "packet")).status_code == 404
    assert client.get(file_of(assignment)).status_code == 404


def test_a_packet_is_one_pdf_with_what_was_attached(client, handed_in) -> None:
    assignment = given_to(client, handed_in)
    assert client.get(page_of(assignment, "packet")).status_code == 404
    client.post(page_of(assignment, "declare"))

    answer = client.get(page_of(assignment, "packet"))

    bound = PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in bound.pages)
    assert handed_in.number in text
    assert "红满枝头" in text
    assert f"Copy of {assignment.expert.user.name}" in text
    assert bound.pages[-1].mediabox.width == 200  # the page that was attached
    assert [one.title for one in bound.outline if not isinstance(one, list)][-1] == (
        "计划书.pdf"
    )


# The staff's desk --------------------------------------------------------------------


def at_desk(client, *roles: Role) -> User:
    user = a_user(*roles)
    client.force_login(user)
    return user


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"),
    [
        ("assignment", 5),
        ("score", 4),
        ("reviewplan", 4),
        ("rescoring", 4),
        ("outlierconfirmation", 4),
        ("panelvote", 4),
    ],
)
def test_a_list_of_the_desk_costs_the_same_for_one_and_for_many(
    client, model, queries, count, django_assert_num_queries
) -> None:
    officer = a_user(Role.OFFICER)
    for __ in range(count):
        application = panel_of("90", "85", "50")
        *__, low = Score.objects.filter(assignment__application=application)
        chair = application.assignments.order_by("pk")[0].expert
        actions.confirm_outlier(low, chair=chair, reason="x", by=officer, at=NOW)
        actions.note_vote(application, votes=2, cast=3, by=officer, at=NOW)
        actions.reopen(low.assignment, by=officer, at=NOW, reason="x")
    at_desk(client, Role.SUPERVISOR)

    with django_assert_num_queries(queries):
        answer = client.get(reverse(f"admin:programs_{model}_changelist"))

    assert answer.status_code == 200


def test_scores_are_only_looked_at(client) -> None:
    at_desk(client, Role.OFFICER)

    assert client.get(reverse("admin:programs_score_add")).status_code == 403


def test_an_assignment_is_voided_with_its_reason(client) -> None:
    at_desk(client, Role.OFFICER)
    (assignment,) = given(eligible())
    press = reverse("admin:programs_assignment_press", args=[assignment.pk, "void"])

    client.post(press, {"reason": ""})
    assert Assignment.objects.get().status == "assigned"
    client.post(press, {"reason": "an undeclared conflict"})

    assert Assignment.objects.get().status == "voided"


def test_dates_and_blindness_are_set_at_the_desk(client) -> None:
    officer = at_desk(client, Role.OFFICER)
    given(eligible())
    plan = ReviewPlan.objects.get()  # made with the first assignment
    change = reverse("admin:programs_reviewplan_change", args=[plan.pk])

    client.post(change, {"blind": "on", "scores_until_0": "2030-01-31",
                         "scores_until_1": "18:00"})  # fmt: skip

    plan.refresh_from_db()
    assert (plan.blind, plan.set_by) == (True, officer)
    assert plan.scores_until is not None


def test_the_state_of_a_review_says_who_would_change_places(client) -> None:
    best = panel_of("85", "85", "85", "85", "85")
    other = panel_of("100", "84", "84", "84", "84", application=eligible(best.call))
    at_desk(client, Role.LEADER)
    plan = ReviewPlan.objects.get()

    page = reverse("admin:programs_reviewplan_state", args=[plan.pk])
    shown = client.get(page, {"line": "1"}).content.decode()

    assert f"{other.number} {other.company} enters (place 2 → 1)" in shown
    assert f"{best.number} {best.company} leaves (place 1 → 2)" in shown
    assert "Krippendorff" in shown


def test_an_outlier_is_confirmed_at_the_desk(client) -> None:
    application = panel_of("90", "85", "50")
    at_desk(client, Role.OFFICER)
    low = Score.objects.get(total=50)
    page = reverse("admin:programs_score_confirm", args=[low.pk])
    chair = application.assignments.order_by("pk")[0].expert

    assert (
        f'value="{low.assignment.expert_id}"' not in client.get(page).content.decode()
    )
    client.post(page, {"chair": chair.pk, "reason": "The market is judged otherwise."})

    assert low.confirmations.get().chair == chair
    assert client.get(page).status_code == 403  # nothing is left to confirm


def test_a_vote_is_noted_at_the_desk(client) -> None:
    application = panel_of("90", "85", "88")
    at_desk(client, Role.OFFICER)
    page = reverse("admin:programs_panelvote_note")
    told = {"votes": "2", "cast": "3", "minutes": ""}

    wrong = client.post(page, told | {"number": "BG0000-00000"}).content.decode()
    assert "There is no such application." in wrong
    client.post(page, told | {"number": application.number})

    assert application.panel_vote.votes == 2


def test_a_concealed_conflict_is_recorded_at_the_desk(client) -> None:
    (assignment,) = given(eligible())
    scored(declare(assignment), points_of("80"), LONG)
    at_desk(client, Role.OFFICER)
    page = reverse("admin:programs_assignment_expose", args=[assignment.pk])

    client.post(page, {"kind": "shares", "reason": "The registry lists 2 percent."})

    assignment.refresh_from_db()
    assert assignment.status == "voided"
    assert assignment.expert.conflicts.get().declared is False


def test_a_reopened_sheet_says_why(client) -> None:
    (assignment,) = given(eligible())
    typed(declare(assignment))
    actions.score(assignment, by=assignment.expert.user, at=NOW)
    actions.reopen(assignment, by=a_user(Role.OFFICER), at=NOW, reason="Wrong sheet.")
    client.force_login(assignment.expert.user)

    shown = client.get(page_of(assignment)).content.decode()

    assert "Wrong sheet." in shown
    assert f'value="{GOOD["core"]}"' in shown
