"""How an award is divided, and what is true before a part is paid."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import Gate
from programs.payments import actions
from programs.payments.rules import tranches
from tests.city import a_user, an_account_of
from tests.programs.stages import (
    DOCUMENT,
    NOW,
    SUBSIDY,
    announced,
    awarded,
    finance,
    planned,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@given(
    shares=st.lists(
        st.decimals("0.00", "5000000.00", places=2), min_size=1, max_size=2
    ),
    percents=st.sampled_from([(100,), (50, 30, 20), (60, 40), (33, 33, 34)]),
)
def test_the_parts_of_a_plan_always_add_up(shares, percents) -> None:
    named = dict(zip(("city", "district"), shares, strict=False))

    parts = tranches(named, percents, date(2026, 2, 28))

    for source, share in named.items():
        assert sum(p.amount for p in parts if p.source == source) == share
    assert all(part.amount > 0 for part in parts)


def test_an_award_is_planned_once_by_its_kind_and_both_sources() -> None:
    award = awarded()

    first = actions.plan(award, by=a_user(Role.OFFICER), at=NOW)
    again = actions.plan(award, by=a_user(Role.OFFICER), at=NOW)

    assert first == again
    assert [(t.sequence, t.source, str(t.amount)) for t in award.tranches.all()] == [
        (1, "city", "900000.01"), (1, "district", "600000.00"),
        (2, "city", "540000.00"), (2, "district", "360000.00"),
        (3, "city", "360000.00"), (3, "district", "240000.00"),
    ]  # fmt: skip
    award.refresh_from_db()
    assert award.planned == award.amount == SUBSIDY["subsidy"]
    assert Gate.objects.filter(tranche=first[0]).count() == 3


def test_a_part_is_not_due_before_the_report_it_waits_for_can_be_confirmed() -> None:
    award = awarded()

    actions.plan(award, by=a_user(Role.OFFICER), at=NOW)

    year, parts = award.decided_on.year, award.tranches.filter(source="city")
    assert [(part.sequence, part.due_on) for part in parts] == [
        (1, award.decided_on + timedelta(days=30)),
        (2, date(year + 2, 4, 30)),
        (3, date(year + 3, 4, 30)),
    ]
    reports = award.year_reports.order_by("number")
    waited = [reports.get(number=part.sequence - 1) for part in parts[1:]]
    assert [report.days.confirmed_by for report in waited] == [
        part.due_on for part in parts[1:]
    ]


def test_granting_and_planning_are_one_unit() -> None:
    award = actions.grant_and_plan(
        announced(), document_number=DOCUMENT, by=a_user(Role.OFFICER), at=NOW
    )

    assert award.tranches.count() == 3  # all from the city


def test_a_condition_is_confirmed_only_when_the_data_agree() -> None:
    officer, award = a_user(Role.OFFICER), planned()
    gates = {g.kind: g for g in Gate.objects.filter(tranche=award.tranches.all()[0])}

    with pytest.raises(Refusal, match="agreement of this award has not been signed"):
        actions.confirm_gate(
            gates["agreement_signed"], evidence="scan", by=officer, at=NOW
        )
    with pytest.raises(Refusal, match="no verified bank account"):
        actions.confirm_gate(gates["account_matches"], evidence="x", by=officer, at=NOW)
    account = an_account_of(award.company)
    actions.confirm_gate(
        gates["account_matches"], evidence="bank letter", by=officer, at=NOW
    )
    by_hand = Gate.objects.create(tranche=award.tranches.all()[0], kind="receipt")
    with pytest.raises(Refusal, match="names its evidence"):
        actions.confirm_gate(by_hand, evidence=" ", by=officer, at=NOW)
    actions.confirm_gate(gates["notice_clean"], evidence="notice", by=officer, at=NOW)

    assert gates["account_matches"].is_open
    assert gates["account_matches"].confirmed_by_id == officer.pk
    assert account.masked in gates["account_matches"].evidence
    with pytest.raises(PermissionDenied):
        actions.confirm_gate(
            gates["agreement_signed"], evidence="x", by=finance(), at=NOW
        )


def test_a_leader_waives_a_condition_by_name_and_for_a_reason() -> None:
    award = planned()
    gate = Gate.objects.filter(tranche__award=award)[0]

    with pytest.raises(PermissionDenied):
        actions.waive_gate(gate, by=a_user(Role.OFFICER), at=NOW, reason="hurry")
    leader = a_user(Role.LEADER)
    with pytest.raises(Refusal, match="Please give a reason"):
        actions.waive_gate(gate, by=leader, at=NOW, reason=" ")
    actions.waive_gate(gate, by=leader, at=NOW, reason="decided on 3 March")

    gate.refresh_from_db()
    assert (gate.waived_by, gate.is_open) == (leader, True)
