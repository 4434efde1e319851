"""A panel from the plan to the first answer: who may what, and what is hidden."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from foundation.models import Entry, Message
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.experts.actions import credit, leave
from programs.experts.actions.avoiding import Wish, ask_to_avoid
from programs.models import (
    Application,
    Assignment,
    Draw,
    DrawConfirmation,
    Panel,
    PanelCase,
    Seat,
)
from programs.panels import actions, queries
from tests.city import a_call, a_user, at_once, give, moved
from tests.programs.stages import NOW, an_expert, convened, eligible
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = city_day(NOW)
WHOLE: dict[str, Any] = {
    "name": "Panel",
    "size": 5,
    "reserves": 5,
    "finance": 1,
    "investment": 1,
    "starts_on": TODAY,
    "due_on": TODAY + timedelta(days=21),
    "seed_source": "lottery of tomorrow",
}
SEED = {"seed": "2026-kapok"}


def a_pool(count: int = 12) -> None:
    kinds = ["finance", "investment", *["technical"] * 3]
    for n in range(count):
        an_expert(specialty=kinds[n % 5])


def planned(*applications: Application, by: User | None = None, **facts: Any) -> Panel:
    group = applications or (eligible(),)
    return actions.plan(
        group[0].call,
        applications=group,
        by=by or a_user(Role.OFFICER),
        at=NOW,
        **(WHOLE | facts),
    )


def test_a_panel_by_the_rules_needs_no_explaining() -> None:
    panel = planned()

    assert panel.status == "planned"
    assert queries.ready_for_experts(panel.call) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"size": 4, "reserves": 4}, "even number"),
        ({"size": 3, "reserves": 3}, "Fewer than 5"),
        ({"reserves": 2}, "fewer reserves"),
        ({"finance": 0}, "finance"),
        ({"pool": "major"}, "Fewer than 7"),
        ({"size": 9, "reserves": 9, "each": 4}, "even number"),
    ],
)
def test_whoever_departs_from_the_rules_says_why(facts, said) -> None:
    with pytest.raises(Refusal, match=said):
        planned(**facts)

    assert planned(**facts, deviation="Nobody else was free.").pk


def test_an_application_is_before_one_panel() -> None:
    application = eligible()
    planned(application)

    with pytest.raises(Refusal, match="before another panel"):
        planned(application)


def test_only_eligible_applications_of_the_call_are_taken() -> None:
    for wrong in (moved(eligible(), "withdraw"), eligible(a_call())):
        with pytest.raises(Refusal, match="that are eligible"):
            planned(eligible(), wrong)


def test_names_are_hidden_until_another_person_confirms() -> None:
    a_pool()
    officer = a_user(Role.OFFICER)
    panel = planned(by=officer)
    draw = actions.draw(panel, **SEED, by=officer, at=NOW)

    assert not Seat.objects.exists()
    assert "confirm" not in [move.verb for move in panel.moves_for(officer)]
    told = str(list(Entry.objects.values_list("details", flat=True)))
    assert not any(f"'{key}'" in told for key in draw.result)
    with pytest.raises(Refusal, match="Somebody else"):
        actions.confirm(panel, by=a_witness(officer), at=NOW)

    witness = a_user(Role.SUPERVISOR, name="Ji")
    assert [move.verb for move in panel.moves_for(witness)] == ["confirm"]
    actions.confirm(panel, by=witness, at=NOW)
    seats = Seat.objects.filter(panel=panel)
    assert [s.status for s in seats] == ["invited"] * 5 + ["reserve"] * 5
    assert Message.objects.filter(template="panel_invitation").count() == 5
    assert Draw.objects.get().witness == witness.name


def a_witness(officer: User) -> User:
    """The same person, with the right to witness as well."""
    give(officer, Role.SUPERVISOR)
    return officer


def test_the_database_asks_for_a_second_person_itself() -> None:
    a_pool()
    officer = a_user(Role.OFFICER)
    panel = planned(by=officer)
    draw = actions.draw(panel, **SEED, by=officer, at=NOW)

    with (
        pytest.raises(IntegrityError, match="draw_confirmed_by_another"),
        transaction.atomic(),
    ):
        DrawConfirmation.objects.create(
            draw=draw, confirmed_by=officer, confirmed_at=NOW
        )
    expert = an_expert()
    with (
        pytest.raises(IntegrityError, match="seat_after_the_draw_is_confirmed"),
        transaction.atomic(),
    ):
        Seat.objects.create(panel=panel, draw=draw, expert=expert, position=1)
    with (
        pytest.raises(IntegrityError, match="assignment_of_a_confirmed_draw"),
        transaction.atomic(),
    ):
        Assignment.objects.create(
            application=Application.objects.get(),
            expert=expert,
            draw=draw,
            due_on=TODAY,
        )


def test_only_staff_of_the_program_draw_and_only_witnesses_confirm() -> None:
    a_pool()
    panel = planned()
    elsewhere = a_user(Role.OFFICER, at=a_call().program)
    with pytest.raises(PermissionDenied):
        actions.draw(panel, **SEED, by=elsewhere, at=NOW)
    actions.draw(panel, **SEED, by=a_user(Role.OFFICER), at=NOW)

    for role in (Role.OFFICER, Role.LEADER, Role.FINANCE):
        with pytest.raises(PermissionDenied):
            actions.confirm(panel, by=a_user(role), at=NOW)


def test_experts_are_drawn_shortly_before_the_review() -> None:
    a_pool()
    later = {"starts_on": TODAY + timedelta(days=9)}
    panel = planned(**later)

    with pytest.raises(Refusal, match="at most three days before"):
        actions.draw(panel, **SEED, by=a_user(Role.OFFICER), at=NOW)
    actions.draw(panel, **SEED, by=a_user(Role.OFFICER), at=NOW + timedelta(days=6))


def test_a_panel_is_drawn_again_only_for_a_reason() -> None:
    a_pool()
    officer = a_user(Role.OFFICER)
    panel = planned(by=officer)
    actions.draw(panel, **SEED, by=officer, at=NOW)
    actions.confirm(panel, by=a_user(Role.SUPERVISOR), at=NOW)
    actions.discard(panel, by=officer, at=NOW, reason="Two members fell ill.")

    assert set(Seat.objects.values_list("status", flat=True)) == {"excused"}
    with pytest.raises(Refusal, match="only for a reason"):
        actions.draw(panel, **SEED, by=officer, at=NOW)
    panel.refresh_from_db()
    again = actions.draw(panel, **SEED, by=officer, at=NOW, reason="Two fell ill.")

    assert (again.turn, Draw.objects.count()) == (2, 2)
    assert not again.is_confirmed


def test_a_source_gives_one_seed() -> None:
    a_pool()
    officer = a_user(Role.OFFICER)
    panel = planned(by=officer)
    actions.draw(panel, **SEED, by=officer, at=NOW)
    actions.discard(panel, by=officer, at=NOW, reason="They were not liked.")

    with pytest.raises(Refusal, match="has given the seed 2026-kapok already"):
        actions.draw(panel, seed="2", by=officer, at=NOW, reason="Others, please.")
    panel.refresh_from_db()
    actions.replan(panel, by=officer, seed_source="lottery of next week")
    again = actions.draw(panel, seed="2", by=officer, at=NOW, reason="Two fell ill.")

    assert again.seed_source == "lottery of next week"
    assert Draw.objects.filter(seed_source="lottery of tomorrow").count() == 1


def test_the_announced_source_stands_fast_once_drawn() -> None:
    a_pool()
    officer = a_user(Role.OFFICER)
    with pytest.raises(Refusal, match="Announce where the seed will be from"):
        planned(by=officer, seed_source="")
    panel = planned(by=officer)
    since = queries.announced_at(panel)
    actions.replan(panel, by=officer, size=7, reserves=7)
    assert queries.announced_at(panel) == since is not None
    actions.replan(panel, by=officer, size=5, reserves=5, seed_source="a coin")
    assert queries.announced_at(panel) == Entry.objects.latest("id").at

    draw = actions.draw(panel, **SEED, by=officer, at=NOW)

    assert draw.seed_source == "a coin"
    with pytest.raises(Refusal, match="drawn already"):
        actions.replan(panel, by=officer, seed_source="a better one")
    with pytest.raises(IntegrityError, match="announced_source"), transaction.atomic():
        Panel.objects.update(seed_source="a better one")


def test_the_pool_leaves_out_who_cannot_judge() -> None:
    application = eligible()
    named = an_expert()
    ask_to_avoid(
        application,
        [Wish("expert", named.user.name, "A quarrel.")],
        by=moved_company(application),
        at=NOW,
    )
    away, poor, busy = an_expert(), an_expert(), an_expert(capacity=0)
    officer = a_user(Role.OFFICER)
    leave(away, starts_on=TODAY, ends_on=TODAY + timedelta(days=2), by=officer)
    credit(poor, points=-50, reason="Late twice.", by=officer, at=NOW)
    unwilling = an_expert(is_available=False)
    works_there = an_expert(employer=application.company.name)
    fine = an_expert()
    panel = planned(application)

    pool = queries.pool_for(panel, on=TODAY)

    out = {named, away, poor, busy, unwilling, works_there}
    assert pool.people == [fine]
    assert not out & set(pool.people)
    assert {found.kind for found in pool.conflicts} == {"named", "employer"}


def moved_company(application: Application) -> User:
    return a_user(Role.COMPANY_ADMIN, at=application.company)


def test_a_major_panel_draws_from_the_major_pool_only() -> None:
    an_expert()
    major = an_expert(pool="major")
    panel = planned(
        pool="major", size=7, reserves=7, deviation="", finance=1, investment=1
    )

    assert queries.pool_for(panel, on=TODAY).people == [major]


def test_a_declining_member_makes_room_for_the_next_reserve() -> None:
    a_pool()
    panel = convened(eligible(), size=5, reserves=5, finance=1, investment=1)
    seat = panel.seats.select_related("expert__user").first()
    assert seat is not None

    with pytest.raises(PermissionDenied):
        actions.decline(seat, by=a_user(Role.EXPERT), at=NOW, reason="no")
    follower = actions.decline(seat, by=seat.expert.user, at=NOW, reason="On leave.")

    assert seat.status == "declined"
    if follower is not None:
        assert (follower.status, follower.position > 5) == ("invited", True)
        people = queries.people_of(queries.sitting(panel))
        assert panel.composition.holds(people)


def test_an_accepted_seat_can_be_declined_before_the_work_begins() -> None:
    for __ in range(3):
        an_expert()
    panel = convened(eligible(), size=2, reserves=1)
    seat = panel.seats.select_related("expert__user").first()
    assert seat is not None
    actions.accept(seat, by=seat.expert.user, at=NOW)

    follower = actions.decline(seat, by=seat.expert.user, at=NOW, reason="Ill.")

    assert follower == panel.seats.get(position=3)
    assert [s.position for s in queries.sitting(panel)] == [2, 3]


def test_being_a_reserve_is_told_to_nobody() -> None:
    for __ in range(2):
        an_expert()
    panel = convened(eligible(), size=1, reserves=1)
    sits, waits = panel.seats.select_related("expert__user")

    assert list(Seat.objects.of(sits.expert.user)) == [sits]
    assert not Seat.objects.of(waits.expert.user).exists()
    assert not Seat.objects.all().visible_to(sits.expert.user).exists()


def test_a_dissolved_panel_frees_its_applications() -> None:
    a_pool()
    application = eligible()
    panel = convened(application, size=3)

    actions.dissolve(panel, by=a_user(Role.OFFICER), at=NOW, reason="Wrong field.")

    assert queries.ready_for_experts(panel.call) == [application]
    assert planned(application).pk


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does() -> None:
    a_pool()
    officer = a_user(Role.OFFICER)
    panel = planned(by=officer)
    actions.draw(panel, **SEED, by=officer, at=NOW)
    witnesses = [a_user(Role.SUPERVISOR) for __ in range(4)]

    outcomes = at_once(
        *(
            lambda each=each: actions.confirm(
                Panel.objects.get(pk=panel.pk), by=each, at=NOW
            )
            for each in witnesses
        )
    )

    assert won(outcomes) == 1
    assert (DrawConfirmation.objects.count(), Seat.objects.count()) == (1, 10)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_have_two_successors() -> None:
    for __ in range(6):
        an_expert()
    panel = convened(eligible(), size=3, reserves=3)
    first, second = panel.seats.select_related("expert__user")[:2]

    at_once(
        *(
            lambda seat=seat: actions.decline(
                seat, by=seat.expert.user, at=NOW, reason="Ill."
            )
            for seat in (first, second)
        )
    )

    sitting = [seat.position for seat in queries.sitting(panel)]
    assert sitting == [3, 4, 5]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_panels_one_takes_an_application() -> None:
    application, officers = eligible(), [a_user(Role.OFFICER) for __ in range(CROWD)]

    outcomes = at_once(*(lambda by=by: planned(application, by=by) for by in officers))

    assert (won(outcomes), refused_by(outcomes)) == (1, {"application"})


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_careful_people_put_it_before_several() -> None:
    application = eligible()
    panels = [planned(eligible(application.call)) for __ in range(CROWD)]
    free = iter(panels)

    with without(PanelCase, "panel_case_before_one_panel"):
        careful(
            lambda: not PanelCase.objects.filter(application=application).exists(),
            lambda: PanelCase.objects.create(panel=next(free), application=application),
            CROWD,
        )
        assert PanelCase.objects.filter(application=application).count() > 1
