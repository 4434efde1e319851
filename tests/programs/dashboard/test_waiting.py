"""The first page of the desk: what waits for whom, in queries that never grow."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import NoReverseMatch, reverse

from foundation.accounts.permissions import Role
from programs.dashboard import queries
from programs.dashboard.queries import WAITS
from programs.models import Assignment, Tranche
from programs.payments import actions as payments
from programs.selection import actions as selection
from tests.city import a_call, a_company, a_program, a_user
from tests.programs.reviews.scene import given
from tests.programs.selection.test_meetings import minuted, several
from tests.programs.stages import (
    NOW,
    an_expert,
    announced,
    approved,
    awarded,
    decided,
    eligible,
    finance,
    in_notice,
    open_gates,
    paid,
    planned,
    proposed,
    scored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def waits(*roles: Role, at=None) -> dict[str, int]:
    found = queries.waiting(a_user(*roles, at=at), datetime.now(UTC))
    return {each.wait.code: each.count for each in found}


def test_what_waits_follows_a_program_from_review_to_grant() -> None:
    call = a_call()
    eligible(call)
    scored(call)
    proposed(scored(call))
    decided(scored(call))
    announced(scored(call))
    an_expert()
    given(eligible(call))
    yesterday = (NOW - timedelta(days=2)).date()
    Assignment.objects.update(due_on=yesterday)

    assert waits(Role.OFFICER) == {
        "draw": 1, "late": 1, "propose": 1, "prepare": 1, "grant": 1, "verify": 6,
    }  # fmt: skip
    assert waits(Role.CHECKER) == {"decide": 1}
    assert waits(Role.OFFICER, at=a_program()) == {}
    assert waits(Role.OFFICER, at=call.program)["grant"] == 1
    assert waits(Role.AUDITOR) == {}
    assert waits(Role.COMPANY_ADMIN, at=a_company()) == {}


def test_nobody_is_asked_to_decide_what_they_proposed() -> None:
    both = a_user(Role.OFFICER, Role.CHECKER)
    proposed(by=both)

    mine = {f.wait.code for f in queries.waiting(both, NOW)}

    assert "decide" not in mine
    assert waits(Role.CHECKER) == {"decide": 1}


def test_an_open_objection_keeps_a_proposal_from_waiting_for_its_grant() -> None:
    proposal = decided()
    notice = in_notice(proposal, at=datetime.now(UTC))
    against = selection.register(
        notice,
        proposal=proposal,
        objector="Li",
        contact="020-83124114",
        content="x",
        at=NOW,
    )

    found = queries.waiting(a_user(Role.OFFICER), NOW + timedelta(days=90))

    assert {f.wait.code for f in found} == {"objections", "verify"}
    objection = next(f for f in found if f.wait.code == "objections")
    assert objection.due == against.due_on


def test_what_waits_follows_the_money() -> None:
    Tranche.objects.update(due_on=NOW.date())
    award = awarded()
    assert waits(Role.OFFICER).keys() == {"issue", "plan", "verify"}
    payments.plan(award, by=a_user(Role.OFFICER), at=NOW)
    assert waits(Role.OFFICER)["conditions"] == 6  # three of each first tranche
    tranche = open_gates(award)
    assert waits(Role.FINANCE) == {"request": 2}

    maker = finance()
    payment = payments.request(tranche, by=maker, at=NOW)
    assert waits(Role.FINANCE) == {"request": 1, "check": 1}
    assert [f.wait.code for f in queries.waiting(maker, NOW)] == ["request"]
    payments.check(payment, by=a_user(Role.CHECKER), at=NOW)
    assert waits(Role.FINANCE) == {"request": 1, "approve": 1}
    payments.approve(payment, by=finance(), at=NOW)
    assert "clear" not in waits(Role.LEADER)  # it is not large
    assert waits(Role.FINANCE) == {"request": 1, "instruct": 1}
    payments.instruct(payment, by=finance(), at=NOW)
    assert waits(Role.FINANCE) == {"request": 1, "book": 1}


def test_every_list_that_a_wait_leads_to_is_there() -> None:
    missing = []
    for wait in WAITS:
        try:
            reverse(f"admin:{wait.model}_changelist")
        except NoReverseMatch:
            missing.append(wait.model)

    assert missing == []
    assert len({wait.code for wait in WAITS}) == len(WAITS)


def test_programs_stand_against_their_limits() -> None:
    program = a_program(quota=5)
    tranche = open_gates(planned(program))
    paid(tranche)
    planned(program)

    (stand,) = queries.standings(a_user(Role.FINANCE))

    assert (stand.program.taken, stand.program.committed) == (2, Decimal("6000000.02"))
    assert stand.paid == tranche.amount


def test_what_was_paid_is_net_and_by_month() -> None:
    award = planned()
    tranche = open_gates(award)
    paid(tranche)  # on 2 March
    by = {"by": finance(), "at": NOW}
    back = {"source": "city", "reference": "R1", "recovered_on": NOW.date()}
    payments.recover(award, amount=Decimal("1.00"), **back, **by)

    found = queries.paid_by_month(a_user(Role.FINANCE), 2026)

    assert found[3] == tranche.amount
    assert sum(found.values()) == tranche.amount - 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    program = a_program()
    call = a_call(program)
    for __ in range(count):
        eligible(call)
        proposed(scored(call))
        approved(open_gates(planned(program)))
    client.force_login(a_user(Role.OFFICER, Role.LEADER, Role.FINANCE))

    # user with grants, what waits, programs, stages, months
    with django_assert_num_queries(5):
        page = client.get("/admin/", headers={"Accept-Language": "en"})

    words = page.content.decode()
    assert "payments to send to the bank" in words
    assert "Role models" in words
    assert words.count("<svg") >= 2


def test_a_minuted_meeting_waits_for_whoever_applies_its_decisions() -> None:
    meeting = minuted(*several(2))

    assert waits(Role.LEADER)["apply"] == 1
    selection.apply(meeting, by=a_user(Role.LEADER), at=NOW)
    assert "apply" not in waits(Role.LEADER)
