"""From a tranche to money that has arrived, and back: every step and its refusal."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.awards import actions as awards
from programs.models import Award, Gate, LedgerEntry, Payment, Program
from programs.payments import actions
from programs.payments.queries import payable
from programs.payments.rules import tranches
from programs.selection import actions as selection
from tests.city import a_call, a_user, an_account_of
from tests.programs.stages import (
    DOCUMENT,
    NOW,
    SUBSIDY,
    announced,
    approved,
    awarded,
    decided,
    end_windows,
    finance,
    in_notice,
    open_gates,
    paid,
    planned,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def books(award: Award) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    award.refresh_from_db()
    return award.paid, award.recovered, award.city_paid, award.district_paid


# Plan and gates ----------------------------------------------------------------------


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


# Paying ------------------------------------------------------------------------------


def test_a_payment_from_request_to_booking() -> None:
    award = planned()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    tranche = open_gates(award)
    maker = finance()

    payment = actions.request(tranche, by=maker, at=NOW)
    actions.check(payment, by=a_user(Role.CHECKER), at=NOW)
    actions.approve(payment, by=finance("Guo"), at=NOW)
    actions.instruct(payment, by=maker, at=NOW)
    entry = actions.book(
        payment, bank_reference=" B1 ", paid_on=date(2026, 3, 2), by=maker, at=NOW
    )

    assert payment.account_name == award.company.name
    assert (entry.amount, entry.reference) == (Decimal("900000.01"), "B1")
    assert books(award) == (entry.amount, 0, entry.amount, 0)
    assert Message.objects.get(template="award_paid").user == admin


def test_pressing_twice_does_it_once() -> None:
    award = planned()
    tranche = open_gates(award)
    maker, checker = finance(), finance()
    by = {"by": maker, "at": NOW}

    payment = actions.request(tranche, **by)
    assert actions.request(tranche, **by) == payment
    second = a_user(Role.CHECKER)
    for __ in range(2):
        actions.check(payment, by=second, at=NOW)
    for __ in range(2):
        actions.approve(payment, by=checker, at=NOW)
    actions.instruct(payment, **by)
    asked = {"bank_reference": "B1", "paid_on": date(2026, 3, 2)} | by
    assert actions.book(payment, **asked) == actions.book(payment, **asked)
    back = {"amount": Decimal("5.00"), "source": "city", "reference": "R1"} | by
    assert actions.recover(award, **back) == actions.recover(award, **back)
    entry = LedgerEntry.objects.get(kind="recovery")
    undone = actions.reverse(entry, reason="typo", **by)
    assert actions.reverse(entry, reason="typo", **by) == undone

    assert LedgerEntry.objects.count() == 3
    assert books(award)[:2] == (Decimal("900000.01"), 0)


def test_nobody_signs_twice() -> None:
    maker, checker, tranche = finance(), finance(), open_gates(planned())
    payment = actions.request(tranche, by=maker, at=NOW)

    with pytest.raises(Refusal) as refused:
        actions.check(payment, by=maker, at=NOW)
    assert refused.value.sentence == (
        "Each signature under a payment is another person's."
    )
    payment.refresh_from_db()
    assert payment.status == "requested"
    actions.check(payment, by=checker, at=NOW)
    with pytest.raises(Refusal, match="another person's"):
        actions.approve(payment, by=checker, at=NOW)


def test_a_large_payment_is_approved_again_by_a_leader() -> None:
    tranche, leader = open_gates(planned()), a_user(Role.LEADER)
    Program.objects.update(second_approval_from=tranche.amount)
    payment = actions.request(tranche, by=finance(), at=NOW)
    actions.check(payment, by=a_user(Role.CHECKER), at=NOW)
    actions.approve(payment, by=finance(), at=NOW)

    with pytest.raises(Refusal, match="needs a second approval before it goes"):
        actions.instruct(payment, by=finance(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.clear(payment, by=finance(), at=NOW)
    actions.clear(payment, by=leader, at=NOW)
    actions.instruct(payment, by=finance(), at=NOW)

    assert (payment.status, payment.cleared_by_id) == ("instructed", leader.pk)


def test_whoever_checks_may_decline_and_the_tranche_is_requested_anew() -> None:
    tranche = open_gates(planned())
    payment = actions.request(tranche, by=finance(), at=NOW)

    actions.decline(payment, by=a_user(Role.CHECKER), at=NOW, reason="no invoice")
    again = actions.request(tranche, by=finance(), at=NOW)

    assert (payment.status, again.status) == ("cancelled", "requested")
    signed(again)
    with pytest.raises(Refusal, match="moved on"):
        actions.decline(again, by=a_user(Role.CHECKER), at=NOW, reason="too late")
    actions.decline_large(again, by=a_user(Role.LEADER), at=NOW, reason="not now")
    assert again.status == "cancelled"


def test_a_tranche_has_one_payment_under_way() -> None:
    tranche = open_gates(planned())
    approved(tranche)

    with pytest.raises(Refusal, match="has a payment under way or has been paid"):
        actions.request(tranche, by=finance(), at=NOW)


def test_an_officer_neither_requests_nor_books() -> None:
    officer, tranche = a_user(Role.OFFICER), open_gates(planned())

    with pytest.raises(PermissionDenied):
        actions.request(tranche, by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.check(
            actions.request(tranche, by=finance(), at=NOW), by=officer, at=NOW
        )


def test_nothing_leaves_through_a_shut_gate() -> None:
    award = planned()
    tranche = open_gates(award)
    Gate.objects.create(tranche=tranche, kind="milestone_met")
    payment = approved(tranche)

    with pytest.raises(Refusal, match="condition of this tranche is neither met nor"):
        actions.instruct(payment, by=finance(), at=NOW)
    gate = tranche.gates.get(kind="milestone_met")
    actions.waive_gate(gate, by=a_user(Role.LEADER), at=NOW, reason="decided")
    actions.instruct(payment, by=finance(), at=NOW)

    assert payment.status == "instructed"


def test_nothing_leaves_while_an_objection_is_undecided() -> None:
    """Also when the notice it was raised against has been corrected since."""
    officer = a_user(Role.OFFICER)
    proposal = decided()
    notice = in_notice(proposal, at=datetime.now(UTC))
    objection = selection.register(
        notice,
        proposal=proposal,
        objector="Li",
        contact="020-83124114",
        content="x",
        at=NOW,
    )
    version = selection.supersede(notice, by=officer, at=NOW, reason="a typo")
    end_windows(version)
    proposal.refresh_from_db()
    award = Award.objects.create(
        number="JL1", program=proposal.program, company=proposal.application.company,
        proposal=proposal, company_type="tech", amount=proposal.amount,
        city_amount=proposal.amount, district_amount=Decimal(0), year=2026,
        rule_version="1", document_number="x", decided_on=date(2026, 1, 1),
        term_ends_on=date(2031, 1, 1),
    )  # fmt: skip
    tranche = actions.plan(award, by=officer, at=NOW)[0]
    leader = a_user(Role.LEADER)
    for gate in tranche.gates.all():
        actions.waive_gate(gate, by=leader, at=NOW, reason="to see what the rest holds")
    an_account_of(award.company)
    payment = approved(tranche)

    with pytest.raises(Refusal, match="objection"):
        actions.instruct(payment, by=finance(), at=NOW)
    selection.take_up(objection, by=officer, at=NOW)
    selection.dismiss(objection, by=officer, at=NOW, reason="unfounded")
    actions.instruct(payment, by=finance(), at=NOW)


def test_a_revoked_award_is_paid_no_further() -> None:
    award = planned()
    payment = approved(open_gates(award))
    awards.revoke(award, by=a_user(Role.LEADER), at=NOW, reason="false papers")

    with pytest.raises(Refusal, match="award"):
        actions.instruct(payment, by=finance(), at=NOW)


def test_a_payment_can_be_canceled_until_it_is_with_the_bank() -> None:
    tranche = open_gates(planned())
    payment = approved(tranche)

    actions.cancel(payment, by=finance(), at=NOW, reason="wrong account")

    assert payment.status == "cancelled"
    assert actions.request(tranche, by=finance(), at=NOW) != payment


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"bank_reference": " "}, "Give the bank's reference."),
        ({"paid_on": NOW.date() + timedelta(days=3)}, "This day is still to come."),
    ],
)
def test_a_booking_has_a_reference_and_a_day_that_has_come(asked, said) -> None:
    payment = approved(open_gates(planned()))
    actions.instruct(payment, by=finance(), at=NOW)
    asked = {"bank_reference": "B1", "paid_on": date(2026, 3, 2)} | asked

    with pytest.raises(Refusal, match=said):
        actions.book(payment, **asked, by=finance(), at=NOW)


def test_a_bank_reference_pays_once() -> None:
    award = planned()
    done = paid(open_gates(award))
    payment = approved(award.tranches.all()[1])
    actions.instruct(payment, by=finance(), at=NOW)

    with pytest.raises(Refusal, match="Another payment is booked under this bank"):
        actions.book(
            payment, bank_reference=done.bank_reference or "",
            paid_on=date(2026, 3, 2), by=finance(), at=NOW,
        )  # fmt: skip


# Coming back -------------------------------------------------------------------------


def test_a_returned_payment_is_paid_again_by_another() -> None:
    award = planned()
    tranche = open_gates(award)
    payment = paid(tranche)

    actions.take_return(payment, by=finance(), at=NOW, reason="account closed")
    assert books(award) == (0, 0, 0, 0)
    again = paid(tranche, on=city_day(NOW))

    assert payment.status == "returned"
    assert books(award)[0] == again.amount == tranche.amount


def test_what_comes_back_before_it_was_booked_leaves_no_entry() -> None:
    award = planned()
    payment = approved(open_gates(award))
    actions.instruct(payment, by=finance(), at=NOW)

    actions.take_return(payment, by=finance(), at=NOW, reason="no such account")

    assert (payment.status, LedgerEntry.objects.count()) == ("returned", 0)


def test_a_booking_by_mistake_is_reversed_and_can_be_made_anew() -> None:
    award = planned()
    tranche = open_gates(award)
    payment = paid(tranche)
    reference = payment.bank_reference or ""

    actions.undo(payment, by=finance(), at=NOW, reason="another company's")
    assert books(award) == (0, 0, 0, 0)
    payment.refresh_from_db()
    assert payment.status == "cancelled"
    anew = approved(tranche)
    actions.instruct(anew, by=finance(), at=NOW)
    actions.book(
        anew, bank_reference=reference, paid_on=date(2026, 3, 2), by=finance(), at=NOW
    )

    assert books(award)[0] == tranche.amount
    assert list(
        LedgerEntry.objects.order_by("id").values_list("kind", "booked_on")
    ) == [(kind, date(2026, 3, 2)) for kind in ("payment", "reversal", "payment")]


def test_a_return_by_mistake_leaves_the_payment_paid() -> None:
    award = planned()
    payment = paid(open_gates(award))
    actions.take_return(payment, by=finance(), at=NOW, reason="account closed")

    actions.restore(payment, by=finance(), at=NOW, reason="it was another one")

    payment.refresh_from_db()
    assert (payment.status, books(award)[0]) == ("paid", payment.amount)


def test_what_has_come_back_is_not_reversed_as_well() -> None:
    payment = paid(open_gates(planned()))
    entry = LedgerEntry.objects.get()
    actions.take_return(payment, by=finance(), at=NOW, reason="account closed")

    with pytest.raises(Refusal):
        actions.reverse(entry, by=finance(), at=NOW, reason="also a mistake")
    again = paid(payment.tranche, on=city_day(NOW))
    with pytest.raises(Refusal, match="no such entry"):
        actions.restore(again, by=finance(), at=NOW, reason="x")


def test_no_more_is_recovered_than_a_source_has_paid() -> None:
    award = planned()
    payment = paid(open_gates(award))
    asked = {"by": finance(), "at": NOW, "source": "city"}

    with pytest.raises(Refusal) as refused:
        actions.recover(
            award, amount=payment.amount + Decimal("0.01"), reference="R1", **asked
        )
    assert refused.value.sentence == (
        "The award is 3000000.01 yuan, of which 900000.01 yuan are paid; "
        "900000.02 yuan cannot be booked."
    )
    with pytest.raises(Refusal, match="between zero and its share"):
        actions.recover(
            award, amount=Decimal(1), reference="R1", **(asked | {"source": "district"})
        )
    actions.recover(award, amount=payment.amount, reference="R1", **asked)
    assert books(award) == (payment.amount, payment.amount, 0, 0)


def test_a_receipt_is_booked_once_per_award() -> None:
    award = planned()
    paid(open_gates(award))
    asked = {"by": finance(), "at": NOW, "source": "city", "reference": "R1"}
    actions.recover(award, amount=Decimal("1.00"), **asked)

    with pytest.raises(Refusal, match="recovery with this reference is booked already"):
        actions.recover(award, amount=Decimal("2.00"), **asked)
    with pytest.raises(Refusal, match="treasury receipt"):
        actions.recover(award, amount=Decimal(2), **(asked | {"reference": ""}))


def test_what_can_be_paid_has_open_conditions_and_no_payment() -> None:
    award = planned()
    assert not payable().exists()
    tranche = open_gates(award)
    assert payable().count() == 6

    payment = actions.request(tranche, by=finance(), at=NOW)
    assert payable().count() == 5
    actions.cancel(payment, by=finance(), at=NOW, reason="x")
    awards.revoke(award, by=SYSTEM, at=NOW, reason="x")

    assert (payable().count(), Payment.objects.count()) == (0, 1)
    assert a_call().pk  # another program's calls change nothing
