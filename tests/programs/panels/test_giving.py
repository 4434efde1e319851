"""Giving a panel's applications out: to whom, to whom never, and what happens later."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.accounts.permissions import Role, ScopeKind
from foundation.models import Message, RoleGrant
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.experts.actions import employ
from programs.experts.actions.avoiding import Wish, ask_to_avoid
from programs.models import Application, Assignment, Conflict, Expert, Panel, Seat
from programs.panels.actions import decline
from programs.panels.queries import sitting
from programs.reviews import actions
from programs.reviews.queries.giving import giving_of
from startups.models import CompanyName
from tests.city import a_call, a_user, at_once
from tests.programs.stages import NOW, an_expert, convened, drawn, eligible
from tests.races.crowd import won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = city_day(NOW)


def give(panel: Panel, **facts: Any) -> list[Assignment]:
    return actions.give_out(panel, by=a_user(Role.OFFICER), at=NOW, **facts)


def hands(application: Application) -> set[Expert]:
    rows = application.assignments.counted().select_related("expert")
    return {each.expert for each in rows}


def test_every_member_gets_every_application_and_one_message() -> None:
    for __ in range(3):
        an_expert()
    call = a_call()
    group = [eligible(call) for __ in range(2)]
    panel = convened(*group, size=3)

    made = give(panel)

    assert len(made) == 6
    assert {a.status for a in Application.objects.all()} == {"expert_review"}
    assert {a.due_on for a in made} == {panel.due_on}
    assert Message.objects.filter(template="review_invitation").count() == 3
    panel.refresh_from_db()
    assert panel.status == "at_work"
    with pytest.raises(Refusal, match="not been confirmed"):
        give(panel)


def test_what_was_previewed_is_what_is_given() -> None:
    experts = [an_expert() for __ in range(3)]
    application = eligible()
    panel = convened(application, size=3)
    seen = giving_of(panel).mark
    Conflict.objects.create(
        application=application, expert=experts[0], kind="competitor"
    )

    with pytest.raises(Refusal, match="changed since you looked"):
        give(panel, seen=seen)
    give(panel, seen=giving_of(panel).mark)

    assert hands(application) == set(experts[1:])


def in_a_panel_of_two() -> tuple[Application, Expert, Expert, Panel]:
    """Drawn before anything was known against either of the two."""
    first, second = an_expert(), an_expert()
    application = eligible()
    return application, first, second, convened(application, size=2)


def named(application: Application, whom: str, name: str) -> None:
    chief = a_user(Role.COMPANY_ADMIN, at=application.company)
    ask_to_avoid(application, [Wish(whom, name, "A lawsuit.")], by=chief, at=NOW)


def _employed(application: Application, expert: Expert) -> None:
    employ(expert, employer=application.company.name, by=expert.user)


def _employed_until_lately(application: Application, expert: Expert) -> None:
    left = date(TODAY.year - 2, 1, 31)
    employ(
        expert, employer=application.company.name, ends_on=left, by=expert.user
    )  # fmt: skip


def _employed_under_a_former_name(application: Application, expert: Expert) -> None:
    company = application.company
    CompanyName.objects.create(company=company, name="旧 名（广州）有限公司")
    employ(expert, employer="旧名(广州)有限公司", by=expert.user)


def _acts_for_the_company(application: Application, expert: Expert) -> None:
    RoleGrant.objects.create(
        user=expert.user,
        role=Role.COMPANY_EDITOR,
        scope_kind=ScopeKind.COMPANY,
        scope_id=str(application.company_id),
    )


def _acts_for_another_applicant(application: Application, expert: Expert) -> None:
    _acts_for_the_company(eligible(application.call), expert)


def _named_by_the_applicant(application: Application, expert: Expert) -> None:
    named(application, "expert", expert.user.name)


def _employer_named_by_the_applicant(application: Application, expert: Expert) -> None:
    named(application, "employer", expert.employments.get().employer)


RULES = [
    _employed,
    _employed_until_lately,
    _employed_under_a_former_name,
    _acts_for_the_company,
    _acts_for_another_applicant,
    _named_by_the_applicant,
    _employer_named_by_the_applicant,
]


@pytest.mark.parametrize("arises", RULES, ids=lambda rule: rule.__name__)
def test_a_conflict_that_arose_after_the_draw_keeps_the_item_away(
    arises, client
) -> None:
    application, first, second, panel = in_a_panel_of_two()
    arises(application, first)

    give(panel)

    assert hands(application) == {second}
    client.force_login(first.user)
    assert application.number not in client.get("/review/").content.decode()
    assert Conflict.objects.filter(application=application, expert=first).exists()


@pytest.mark.parametrize("arises", RULES, ids=lambda rule: rule.__name__)
def test_a_conflict_that_was_known_keeps_the_expert_out_of_the_panel(arises) -> None:
    barred, free = an_expert(), an_expert()
    application = eligible()
    arises(application, barred)

    drawn(application, size=1)

    assert hands(application) == {free}


def test_an_employer_of_four_years_ago_is_no_conflict() -> None:
    application, first, second, panel = in_a_panel_of_two()
    left = date(TODAY.year - 4, 1, 31)
    employ(first, employer=application.company.name, ends_on=left, by=first.user)

    give(panel)

    assert hands(application) == {first, second}


@pytest.mark.parametrize(
    "kind", ["relation", "coauthor", "shares", "competitor", "other"]
)
def test_a_declared_conflict_keeps_the_expert_away_from_it_for_good(kind) -> None:
    application, first, second, panel = in_a_panel_of_two()
    Conflict.objects.create(
        application=application, expert=first, kind=kind, declared=True
    )

    give(panel)

    assert hands(application) == {second}
    with (
        pytest.raises(IntegrityError, match="assignment_never_with_a_conflict"),
        transaction.atomic(),
    ):
        Assignment.objects.create(application=application, expert=first, due_on=TODAY)


def test_an_application_that_nobody_can_judge_is_not_given_out() -> None:
    application, first, second, panel = in_a_panel_of_two()
    for expert in (first, second):
        Conflict.objects.create(application=application, expert=expert, kind="other")

    with pytest.raises(Refusal, match=f"Nobody can judge {application.number}"):
        give(panel)
    assert not Assignment.objects.exists()


def test_applications_are_shared_out_evenly_and_never_with_a_conflict() -> None:
    experts = [an_expert() for __ in range(6)]
    call = a_call()
    group = [eligible(call) for __ in range(6)]
    employ(experts[0], employer=group[0].company.name, by=experts[0].user)
    panel = convened(*group, size=6, each=3)
    preview = giving_of(panel)

    give(panel, seen=preview.mark)

    loads = [expert.assignments.count() for expert in experts]
    assert (sum(loads), max(loads)) == (18, 3)
    assert experts[0] not in hands(group[0])
    assert all(len(hands(application)) == 3 for application in group)


def test_an_application_given_back_goes_to_the_next_reserve() -> None:
    for __ in range(4):
        an_expert()
    call = a_call()
    group = [eligible(call) for __ in range(2)]
    panel = convened(*group, size=3, reserves=1)
    give(panel)
    lost = Assignment.objects.filter(application=group[0]).first()
    assert lost is not None
    actions.recuse(lost, by=lost.expert.user, at=NOW, reason="My sister.", kind="other")
    panel.refresh_from_db()

    made = actions.fill_up(panel, by=a_user(Role.OFFICER), at=NOW, reason="A recusal.")

    reserve = panel.seats.get(position=4)
    assert [(a.application, a.expert) for a in made] == [(group[0], reserve.expert)]
    assert reserve.status == "invited"
    assert [len(hands(each)) for each in group] == [3, 3]


def test_a_replaced_member_hands_over_what_is_not_scored() -> None:
    for __ in range(3):
        an_expert()
    application = eligible()
    panel = convened(application, size=2, reserves=1)
    give(panel)
    seat = sitting(panel)[0]

    follower = actions.replace(
        seat, by=a_user(Role.OFFICER), at=NOW, reason="In hospital."
    )

    assert follower is not None
    assert hands(application) == {s.expert for s in sitting(panel)}
    assert seat.expert not in hands(application)
    application.refresh_from_db()
    assert application.status == "expert_review"


def test_an_expert_at_work_gives_single_applications_back() -> None:
    application, first, __, panel = in_a_panel_of_two()
    give(panel)
    seat = Seat.objects.get(expert=first)

    with pytest.raises(Refusal, match="given to you already"):
        decline(seat, by=first.user, at=NOW, reason="Too much.")
    assert len(hands(application)) == 2


def test_the_preview_costs_the_same_for_one_and_for_many(
    django_assert_num_queries,
) -> None:
    for count in (1, 4):
        call = a_call()
        Expert.objects.update(is_available=False)
        for __ in range(3):
            an_expert()
        panel = convened(*(eligible(call) for __ in range(count)), size=3)
        with django_assert_num_queries(4):
            giving_of(panel)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_out_at_once_one_does() -> None:
    __, __, __, panel = in_a_panel_of_two()
    officers = [a_user(Role.OFFICER) for __ in range(4)]

    outcomes = at_once(
        *(
            lambda each=each: actions.give_out(panel, by=each, at=NOW)
            for each in officers
        )
    )

    assert won(outcomes) == 1
    assert Assignment.objects.count() == 2
