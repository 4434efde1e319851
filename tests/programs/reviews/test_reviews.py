"""Drawing experts, what they may read, and how their scores become one number."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.experts import actions as pool
from programs.models import Application, Assignment, Conflict, Draw, Expert, Score
from programs.panels import rules
from programs.reviews import actions
from tests.city import a_call, a_user, at_once, give
from tests.programs.stages import NOW, an_expert, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
GOOD = {
    "core": "27.5",
    "rd": "20",
    "results": "12",
    "market": "18",
    "demonstration": "8",
}


def drawn(*applications: Application, size: int = 5, by: User | None = None) -> Draw:
    return actions.draw(
        applications[0].call,
        applications=applications,
        size=size,
        seed="2026-kapok",
        by=by or a_user(Role.OFFICER),
        at=NOW,
        witness="Chen",
    )


def assigned(size: int = 1) -> list[Assignment]:
    for __ in range(size):
        an_expert()
    application = eligible()
    drawn(application, size=size)
    rows = application.assignments.select_related("expert__user", "application")
    return list(rows)


def declared(size: int = 1) -> list[Assignment]:
    rows = assigned(size)
    for assignment in rows:
        actions.declare(assignment, by=assignment.expert.user, at=NOW)
    return rows


def scored(
    assignment: Assignment, points: dict[str, str] = GOOD, comment: str = "Good."
) -> Score:
    by = assignment.expert.user
    actions.save_sheet(assignment, points=points, comment=comment, by=by)
    return actions.score(assignment, by=by, at=NOW)


def test_a_draw_can_be_repeated_from_what_it_recorded() -> None:
    for __ in range(7):
        an_expert()
    application = eligible()

    kept = drawn(application)

    keys = [each["key"] for each in kept.pool]
    assert kept.result == rules.draw(keys, kept.size, kept.seed)
    assert kept.pool_sha256 == rules.fingerprint(kept.pool)
    application.refresh_from_db()
    assert application.status == "expert_review"
    found = application.assignments.values_list("expert", flat=True)
    assert sorted(map(str, found)) == sorted(kept.result)
    assert Message.objects.filter(template="review_invitation").count() == 5


def test_who_has_a_conflict_in_the_data_is_never_in_the_pool() -> None:
    application = eligible()
    employee = an_expert(employer=application.company.name)
    former = an_expert(former_employers=[application.company.name])
    member = an_expert()
    give(member.user, Role.COMPANY_EDITOR, application.company)
    free = an_expert()

    kept = drawn(application, size=1)

    assert [each["key"] for each in kept.pool] == [str(free.pk)]
    recorded = Conflict.objects.values_list("expert", "kind")
    assert set(recorded) == {
        (employee.pk, "employer"),
        (former.pk, "employer"),
        (member.pk, "applicant"),
    }
    assert [c[0] for c in kept.filters["conflicts"]] == sorted(
        str(e.pk) for e in (employee, former, member)
    )


def test_who_applies_in_the_call_judges_nobody_in_it() -> None:
    application = eligible()
    other = eligible(application.call)
    member = an_expert()
    give(member.user, Role.COMPANY_ADMIN, other.company)

    with pytest.raises(Refusal) as refused:
        drawn(application, size=1)

    assert refused.value.sentence == (
        "0 experts are free of conflict; 1 are to be drawn."
    )
    assert not Draw.objects.exists()


@pytest.mark.parametrize("facts", [{"is_available": False}, {"fields": ["bio"]}])
def test_only_available_experts_of_the_field_are_drawn(facts) -> None:
    an_expert(**facts)
    application = eligible()

    with pytest.raises(Refusal, match="0 experts"):
        actions.draw(
            application.call, applications=[application], size=1, seed="s",
            fields=["it"], by=a_user(Role.OFFICER), at=NOW,
        )  # fmt: skip


def test_staff_who_read_scores_are_not_drawn() -> None:
    an_expert(user=a_user(Role.EXPERT, Role.CHECKER))

    with pytest.raises(Refusal, match="0 experts"):
        drawn(eligible(), size=1)


def test_only_whoever_draws_experts_draws_them() -> None:
    an_expert()

    with pytest.raises(PermissionDenied):
        drawn(eligible(), size=1, by=a_user(Role.CHECKER))


def test_a_draw_is_of_one_call_and_has_a_seed() -> None:
    application = eligible()

    with pytest.raises(Refusal, match="Choose applications of this call"):
        actions.draw(
            a_call(), applications=[application], size=1, seed="s", by=SYSTEM, at=NOW
        )
    with pytest.raises(Refusal, match="needs a seed"):
        actions.draw(
            application.call, applications=[application], size=1, seed=" ",
            by=SYSTEM, at=NOW,
        )  # fmt: skip


def test_enlisting_gives_an_account_the_role_once() -> None:
    officer = a_user(Role.OFFICER)
    asked = {"email": "Mei@Example.org", "name": "Mei", "employer": "SYSU"}

    first = pool.enlist(**asked, fields=["it"], by=officer, at=NOW)
    again = pool.enlist(**asked, fields=["bio"], by=officer, at=NOW)

    assert first == again
    assert first.user.email == "mei@example.org"
    assert User.objects.get(pk=first.user_id).roles == {Role.EXPERT}
    assert Expert.objects.get().fields == ["it"]


def test_an_expert_moves_only_their_own_assignments() -> None:
    mine, theirs = assigned(2)

    for move in (actions.declare, actions.score):
        with pytest.raises(PermissionDenied):
            move(theirs, by=mine.expert.user, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.save_sheet(theirs, points={}, comment="", by=mine.expert.user)
    assert [m.verb for m in mine.moves_for(mine.expert.user)] == ["declare", "recuse"]
    assert mine.moves_for(theirs.expert.user) == []


def test_nothing_is_scored_before_the_declaration() -> None:
    (assignment,) = assigned()

    with pytest.raises(Refusal, match="not open for scoring"):
        scored(assignment)
    assert not Assignment.objects.readable().exists()


def test_a_sheet_is_kept_as_it_is_typed() -> None:
    (assignment,) = declared()
    by = assignment.expert.user

    typed = {"core": "a lot", "rd": "99", "unknown": "1"}
    actions.save_sheet(assignment, points=typed, comment="later", by=by)
    kept = actions.save_sheet(assignment, points=GOOD, comment="now", by=by)

    assert (kept.total, kept.comment) == (Decimal("85.5"), "now")
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
        actions.save_sheet(
            assignment, points=GOOD, comment="more", by=assignment.expert.user
        )


def test_the_last_score_of_a_panel_closes_scoring() -> None:
    panel = declared(5)
    totals = ("92", "85", "88", "70", "90")
    for assignment, total in zip(panel, totals, strict=True):
        rest = Decimal(total) - 70
        points = {"core": str(min(rest, 30)), "rd": "25", "results": "15",
                  "market": "20", "demonstration": "10"}  # fmt: skip
        scored(assignment, points, "x" * 50)

    application = Application.objects.get()
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


def test_without_anyone_left_the_application_waits_for_a_new_draw() -> None:
    (assignment,) = declared()
    an_expert()

    actions.void(
        assignment, by=a_user(Role.OFFICER), at=NOW, reason="undeclared conflict"
    )

    application = Application.objects.get()
    assert application.status == "eligible"
    drawn(application, size=2)
    assert application.assignments.counted().count() == 1


def test_a_panel_is_filled_up_by_another_draw() -> None:
    first, __ = declared(2)
    actions.recuse(first, by=first.expert.user, at=NOW, reason="shares")
    for __ in range(3):
        an_expert()

    drawn(Application.objects.get(), size=5)

    assert Application.objects.get().status == "expert_review"
    assert Assignment.objects.counted().count() == 4


def test_an_expert_sees_their_own_assignments_and_no_score_of_another() -> None:
    mine, theirs = declared(2)
    scored(theirs)
    expert = mine.expert.user

    assert list(Assignment.objects.all().visible_to(expert)) == [mine]
    assert list(Assignment.objects.of(theirs.expert.user).readable()) == [theirs]
    assert not Score.objects.all().visible_to(expert).exists()
    assert not Draw.objects.all().visible_to(expert).exists()
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


def test_a_draw_says_how_long_experts_have() -> None:
    (assignment,) = assigned()

    assert assignment.due_on > (NOW + timedelta(days=18)).date()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_at_once_one_closes_scoring() -> None:
    panel = declared(2)
    for assignment in panel:
        by = assignment.expert.user
        actions.save_sheet(assignment, points=GOOD, comment="Good.", by=by)

    outcomes = at_once(
        *(
            lambda each=each: actions.score(each, by=each.expert.user, at=NOW)
            for each in panel
        )
    )

    assert [type(outcome) for outcome in outcomes] == [Score, Score]
    application = Application.objects.get()
    assert (application.status, application.score) == ("scored", Decimal("85.50"))
