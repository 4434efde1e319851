"""Two people apply the same list; one applies while another leaves; the last places.

Each control takes away what holds the promise and lets careful people look first: then
the same crowd decides twice, or passes the quota.
"""

from collections import Counter
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.models import Proposal
from programs.selection import actions
from tests.city import a_call, a_program, a_user, at_once
from tests.programs.selection.test_meetings import minuted, several
from tests.programs.stages import NOW, proposed, scored
from tests.races.crowd import refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def standing() -> Counter[str]:
    return Counter(Proposal.objects.values_list("status", flat=True))


def test_two_who_apply_the_same_list_decide_each_row_once() -> None:
    meeting = minuted(*several(12, quota=9))
    people = [a_user(Role.LEADER), a_user(Role.CHECKER)]

    outcomes = at_once(
        *(
            lambda by=by: actions.apply(type(meeting).objects.get(), by=by, at=NOW)
            for by in people
        )
    )

    assert [type(each) for each in outcomes] == [list, list]
    assert standing() == {"decided": 9, "staged": 3}
    assert Entry.objects.filter(verb="decide").count() == 9
    signed = Proposal.objects.exclude(decided_by=None).values_list("decided_by")
    assert len(set(signed)) == 1  # the other found only what the first could not decide


def test_one_applies_while_others_step_back_and_nothing_is_passed() -> None:
    proposals = several(8, quota=6)
    verdicts = ["for"] * 6 + ["reserve"] * 2
    meeting = minuted(*proposals, verdicts=verdicts)
    leader = a_user(Role.LEADER)

    def leave(proposal: Proposal) -> Any:
        mine = Proposal.objects.select_related(
            "application__call__program", "application__company"
        ).get(pk=proposal.pk)
        return actions.step_back(mine, by=SYSTEM, at=NOW, reason="other plans")

    outcomes = at_once(
        lambda: actions.apply(meeting, by=leader, at=NOW),
        *(lambda each=each: leave(each) for each in proposals[:3]),
    )

    assert refused_by(outcomes) <= {"moved_on", "busy"}
    counted = standing()
    assert counted["decided"] <= 6
    assert sum(counted.values()) == 8
    gone = Proposal.objects.filter(status="withdrawn")
    assert not gone.filter(application__status="proposed").exists()
    left = Entry.objects.filter(verb="step_back", subject_type="programs.proposal")
    assert left.count() == counted["withdrawn"]


LAST_PLACE = {"quota": 1}
LAST_MONEY = {"budget": Decimal(4_000_000)}


def for_the_last(crowd: int, limit: dict[str, Any]) -> list[Proposal]:
    call = a_call(a_program(**limit))
    return [proposed(scored(call), rank=n) for n in range(1, crowd + 1)]


@pytest.mark.parametrize(
    ("limit", "code"), [(LAST_PLACE, "quota"), (LAST_MONEY, "budget")]
)
def test_eight_decide_for_the_last_one_and_one_gets_it(limit, code) -> None:
    proposals, leader = for_the_last(8, limit), a_user(Role.LEADER)

    outcomes = at_once(
        *(
            lambda each=each: actions.decide(each, by=leader, at=NOW)
            for each in proposals
        )
    )

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {code}
    assert standing() == {"decided": 1, "staged": 7}


@pytest.mark.parametrize(
    ("limit", "guard"),
    [(LAST_PLACE, "proposal_within_quota"), (LAST_MONEY, "proposal_within_budget")],
)
def test_control_looking_first_and_deciding_then_passes_it(limit, guard) -> None:
    with without(Proposal, guard):
        proposals, leader = for_the_last(8, limit), a_user(Role.LEADER)
        everybody_looked = Barrier(8)

        def look_then_decide(proposal: Proposal) -> Any:
            free = not Proposal.objects.filter(status="decided").exists()
            everybody_looked.wait()
            if not free:
                return Refusal("no place left", code="quota")
            return actions.decide(proposal, by=leader, at=NOW)

        outcomes = at_once(
            *(lambda each=each: look_then_decide(each) for each in proposals)
        )

        assert won(outcomes) == 8
        assert standing() == {"decided": 8}


def test_two_who_leave_at_once_promote_two_and_no_one_twice() -> None:
    proposals = several(6, quota=3)
    meeting = minuted(*proposals, verdicts=["for"] * 3 + ["reserve"] * 3)
    actions.apply(meeting, by=a_user(Role.LEADER), at=NOW)

    def leave(pk: int) -> Any:
        mine = Proposal.objects.select_related(
            "application__call__program", "application__company"
        ).get(pk=pk)
        return actions.step_back(mine, by=SYSTEM, at=NOW, reason="other plans")

    outcomes = at_once(*(lambda each=each: leave(each.pk) for each in proposals[:2]))

    assert won(outcomes) == 2
    assert standing() == {"withdrawn": 2, "decided": 3, "reserve": 1}
    promoted = Proposal.objects.exclude(promoted_on=None).order_by("rank")
    assert list(promoted.values_list("rank", flat=True)) == [4, 5]


def test_control_looking_first_and_writing_then_decides_twice() -> None:
    with without(Proposal, "proposal_status_change_is_journaled"):
        (proposal,) = several(1)
        everybody_looked = Barrier(2)

        def look_then_write(by: Any) -> Any:
            row = Proposal.objects.filter(pk=proposal.pk)
            is_open = row.get().status == "staged"
            everybody_looked.wait()
            if not is_open:
                return Refusal("decided already", code="moved_on")
            return row.update(status="decided", decided_at=NOW, decided_by=by)

        people = [a_user(Role.LEADER), a_user(Role.CHECKER)]
        outcomes = at_once(*(lambda by=by: look_then_write(by) for by in people))

        assert outcomes == [1, 1]
