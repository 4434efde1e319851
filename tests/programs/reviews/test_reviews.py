"""What experts may read and move, and how their scores become one number."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import Application, Assignment, Conflict, Score
from programs.reviews import actions
from tests.city import a_call, a_user, at_once
from tests.programs.reviews.scene import (
    GOOD,
    assigned,
    declared,
    panel_of,
    scored,
    typed,
)
from tests.programs.stages import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_an_expert_moves_only_their_own_assignments() -> None:
    mine, theirs = assigned(2)

    for move in (actions.declare, actions.score):
        with pytest.raises(PermissionDenied):
            move(theirs, by=mine.expert.user, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.save_sheet(theirs, points={}, comment="", by=mine.expert.user, at=NOW)
    assert [m.verb for m in mine.moves_for(mine.expert.user)] == ["declare", "recuse"]
    assert mine.moves_for(theirs.expert.user) == []


def test_nothing_is_scored_before_the_declaration() -> None:
    (assignment,) = assigned()

    with pytest.raises(Refusal, match="not open for scoring"):
        scored(assignment)
    assert not Assignment.objects.readable().exists()


def test_a_sheet_is_kept_as_it_is_typed() -> None:
    (assignment,) = declared()

    typed(assignment, {"core": "a lot", "rd": "99", "unknown": "1"}, "later")
    kept = typed(assignment, GOOD, "now", "Measure it.")

    assert (kept.total, kept.comment) == (Decimal("85.5"), "now")
    assert kept.feedback == "Measure it."
    assert Score.objects.count() == 1


@pytest.mark.parametrize(
    ("points", "comment", "said"),
    [
        ({"core": "27.3"}, "x", "“Core technology and IP” takes 0 to 30 points"),
        ({"core": "30.5"}, "x", "“Core technology and IP” takes 0 to 30 points"),
        ({"rd": "-1"}, "x", "“R&D input and institution” takes 0 to 25 points"),
        ({"rd": ""}, "x", "in steps of 0.5"),
        ({}, "  ", "Please write a comment."),
        (
            {"core": "0"},
            "Weak.",
            "A total of 58 is below 60 or above 90: please explain",
        ),
        ({"core": "30", "rd": "25"}, "x" * 49, r"at least 50 characters \(49 so far\)"),
    ],
)
def test_a_sheet_that_is_not_right_is_not_taken(points, comment, said) -> None:
    (assignment,) = declared()

    with pytest.raises(Refusal, match=said):
        scored(assignment, GOOD | points, comment)
    assert not Score.objects.exclude(submitted_at=None).exists()


def test_a_submitted_score_stays_as_it_is() -> None:
    (assignment,) = declared()
    kept = scored(assignment)

    again = actions.score(assignment, by=assignment.expert.user, at=NOW)

    assert again == kept
    with pytest.raises(Refusal, match="not open for scoring"):
        typed(assignment, GOOD, "more")


def test_the_last_score_of_a_panel_closes_scoring() -> None:
    application = panel_of("92", "85", "88", "70", "90")

    assert (application.status, application.score) == ("scored", Decimal("87.67"))


def test_a_recusal_is_kept_and_the_others_go_on() -> None:
    first, second = declared(2)
    scored(first)

    actions.recuse(
        second, by=second.expert.user, at=NOW, reason="My brother works there.",
        kind="relation",
    )  # fmt: skip

    conflict = Conflict.objects.get()
    assert (conflict.expert, conflict.declared) == (second.expert, True)
    application = Application.objects.get()
    assert (application.status, application.score) == ("scored", Decimal("85.50"))


def test_without_anyone_left_the_application_waits_for_others() -> None:
    (assignment,) = declared()

    actions.void(
        assignment, by=a_user(Role.OFFICER), at=NOW, reason="undeclared conflict"
    )

    assert Application.objects.get().status == "eligible"


def test_an_expert_sees_their_own_assignments_and_no_score_of_another() -> None:
    mine, theirs = declared(2)
    scored(theirs)
    expert = mine.expert.user

    assert list(Assignment.objects.all().visible_to(expert)) == [mine]
    assert list(Assignment.objects.of(theirs.expert.user).readable()) == [theirs]
    assert not Score.objects.all().visible_to(expert).exists()
    assert not Application.objects.all().visible_to(expert).exists()


def test_an_officer_of_one_program_sees_its_scores_only() -> None:
    (assignment,) = declared()
    scored(assignment)
    here = a_user(Role.OFFICER, at=assignment.application.call.program)
    elsewhere = a_user(Role.OFFICER, at=a_call().program)

    assert Score.objects.all().visible_to(here).count() == 1
    assert Assignment.objects.all().visible_to(here).count() == 1
    assert not Score.objects.all().visible_to(elsewhere).exists()
    assert not Assignment.objects.all().visible_to(elsewhere).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_at_once_one_closes_scoring() -> None:
    panel = declared(2)
    for assignment in panel:
        typed(assignment)

    outcomes = at_once(
        *(
            lambda each=each: actions.score(each, by=each.expert.user, at=NOW)
            for each in panel
        )
    )

    assert [type(outcome) for outcome in outcomes] == [Score, Score]
    application = Application.objects.get()
    assert (application.status, application.score) == ("scored", Decimal("85.50"))
