"""A submitted score stays unless it is opened with a reason, or voided."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.models import Application, Assignment, Conflict, Rescoring, Score
from programs.reviews import actions
from tests.city import a_user, at_once, broken, moved, sql
from tests.programs.reviews.scene import (
    LONG,
    declare,
    declared,
    given,
    panel_of,
    points_of,
    scored,
    typed,
)
from tests.programs.stages import NOW, eligible
from tests.races.crowd import CROWD, careful, without, won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_score_is_opened_with_a_reason_and_what_it_said_is_kept() -> None:
    application = panel_of("92", "85", "88", "70", "90")
    kept = Score.objects.get(total=70)
    expert = kept.assignment.expert.user

    actions.reopen(
        kept.assignment, by=a_user(Role.OFFICER), at=NOW, reason="Wrong year read."
    )
    application.refresh_from_db()
    assert (application.status, application.score) == ("expert_review", None)
    assert Message.objects.get(template="review_reopened").user == expert
    assignment = Assignment.objects.get(pk=kept.assignment_id)
    scored(assignment, points_of("89"), LONG)

    application.refresh_from_db()
    assert (application.status, application.score) == ("scored", Decimal("89.00"))
    opened = Rescoring.objects.get()
    assert (opened.total, opened.reason) == (Decimal("70.0"), "Wrong year read.")
    assert opened.points == points_of("70")


def test_a_locked_score_opens_for_nobody_else() -> None:
    (assignment,) = declared()
    scored(assignment)
    change = "UPDATE programs_score SET "

    for statement in (
        change + "points = '{}'",
        change + "total = 1",
        change + "feedback = 'x'",
        change + "submitted_at = NULL, submitted_by_id = NULL",
        "DELETE FROM programs_score",
    ):
        attempt = partial(sql, statement)
        assert broken(attempt) == "score_is_locked_once_submitted"


def test_rescoring_takes_a_reason_and_the_right_person() -> None:
    (assignment,) = declared()
    officer = a_user(Role.OFFICER)

    with pytest.raises(Refusal, match="Nothing has been submitted"):
        actions.reopen(assignment, by=officer, at=NOW, reason="x")
    scored(assignment)
    with pytest.raises(Refusal, match="Please give a reason"):
        actions.reopen(assignment, by=officer, at=NOW, reason=" ")
    with pytest.raises(PermissionDenied):
        actions.reopen(assignment, by=assignment.expert.user, at=NOW, reason="x")
    assert not Rescoring.objects.exists()


def test_what_has_been_used_for_a_decision_is_decided_there() -> None:
    application = panel_of("80", "82")
    moved(application, "inspect")
    assignment = application.assignments.first()

    for change in (actions.reopen, actions.void):
        with pytest.raises(Refusal, match="has gone on to “on-site inspection”"):
            change(assignment, by=a_user(Role.OFFICER), at=NOW, reason="x")


def test_a_concealed_conflict_voids_the_score_and_costs_credit() -> None:
    application = panel_of("92", "85", "88", "70", "90")
    assignment = Score.objects.get(total=70).assignment

    actions.expose(
        assignment, kind="shares", reason="2 percent", by=a_user(Role.OFFICER), at=NOW
    )

    application.refresh_from_db()
    assert (application.status, application.score) == ("scored", Decimal("88.75"))
    conflict = Conflict.objects.get()
    assert (conflict.expert, conflict.declared) == (assignment.expert, False)
    record = assignment.expert.credit_records.get()
    assert (record.points, record.application) == (-30, application)


def test_who_belongs_to_an_applicant_loses_every_score_of_the_call() -> None:
    first = eligible()
    second, elsewhere = eligible(first.call), eligible()
    rows = given(first, second, elsewhere)
    for each in rows:
        scored(declare(each), points_of("80"), LONG)

    actions.expose(
        rows[0], kind="applicant", reason="x", by=a_user(Role.OFFICER), at=NOW
    )

    states = {row.application_id: row.status for row in Assignment.objects.all()}
    assert states == {
        first.pk: "voided", second.pk: "voided", elsewhere.pk: "scored",
    }  # fmt: skip
    assert set(
        Application.objects.filter(call=first.call).values_list("status", flat=True)
    ) == {"eligible"}


def test_no_score_comes_after_its_phase_but_an_opened_one_within_its_own() -> None:
    late, kept = given(eligible(), size=2)
    officer = a_user(Role.OFFICER)
    scored(declare(kept))
    typed(declare(late))
    over = NOW - timedelta(minutes=1)
    actions.plan(late.application.call, by=officer, at=NOW, scores_until=over)

    with pytest.raises(Refusal, match="Scores of this call were taken until 20"):
        actions.score(late, by=late.expert.user, at=NOW - timedelta(days=1))
    actions.reopen(kept, by=officer, at=NOW, reason="x")
    kept.refresh_from_db()
    scored(kept, points_of("80"), LONG)

    assert Score.objects.get(submitted_at__isnull=False).total == 80


def test_what_experts_see_is_settled_when_the_first_has_begun_to_read() -> None:
    (assignment,) = given(eligible())
    call, officer = assignment.application.call, a_user(Role.OFFICER)
    actions.plan(call, by=officer, at=NOW, blind=True)
    declare(assignment)

    with pytest.raises(Refusal, match="Experts have begun to read"):
        actions.plan(call, by=officer, at=NOW, blind=False)
    with pytest.raises(PermissionDenied):
        actions.plan(call, by=a_user(Role.CHECKER), at=NOW, blind=True)
    actions.plan(call, by=officer, at=NOW, scores_until=NOW + timedelta(days=3))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_whoever_scores_while_another_is_voided_counts_alone() -> None:
    """Both hold the application in turn: the last of them adds up what is left."""
    last, strange = declared(2)
    scored(strange, points_of("60"), LONG)
    typed(last, points_of("80"), LONG)
    officer = a_user(Role.OFFICER)

    outcomes = at_once(
        lambda: actions.score(last, by=last.expert.user, at=NOW),
        lambda: actions.void(strange, by=officer, at=NOW, reason="conflict"),
    )

    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    application = Application.objects.get()
    assert (application.status, application.score) == ("scored", Decimal("80.00"))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_a_score_one_does_and_its_text_is_kept_once() -> None:
    (assignment,) = declared()
    scored(assignment, points_of("80"), LONG)
    officers = [a_user(Role.OFFICER) for __ in range(CROWD)]

    outcomes = at_once(
        *(
            partial(actions.reopen, assignment, by=each, at=NOW, reason="x")
            for each in officers
        )
    )

    assert won(outcomes) == 1
    assert Rescoring.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_those_who_look_first_and_then_write_open_it_many_times() -> None:
    (assignment,) = declared()
    kept = scored(assignment, points_of("80"), LONG)
    officer = a_user(Role.OFFICER)

    def opens() -> Rescoring:
        return Rescoring.objects.create(
            score=kept, points=kept.points, total=kept.total or 0, reason="x",
            was_submitted=NOW, until=NOW, opened_at=NOW, opened_by=officer,
        )  # fmt: skip

    with without(Rescoring, "rescoring_once_per_submission"):
        outcomes = careful(lambda: not kept.rescorings.exists(), opens, CROWD)
        assert won(outcomes) == CROWD
