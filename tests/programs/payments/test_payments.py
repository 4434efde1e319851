"""From the request of a payment to its booking, by three people or four."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.awards import actions as awards
from programs.models import Award, Gate, LedgerEntry, Program
from programs.payments import actions
from programs.selection import actions as selection
from tests.city import a_user, an_account_of
from tests.programs.payments.books import books
from tests.programs.stages import (
    NOW,
    approved,
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


def test_a_payment_from_request_to_booking() -> None:
    award = planned()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    tranche = open_gates(award)
    maker, guo = finance(), finance("Guo")

    payment = actions.request(tranche, by=maker, at=NOW)
    actions.check(payment, by=a_user(Role.CHECKER), at=NOW)
    actions.approve(payment, by=guo, at=NOW)
    with pytest.raises(Refusal, match="by another person than who requested it"):
        actions.instruct(payment, by=maker, at=NOW)
    payment.refresh_from_db()
    assert payment.status == "approved"
    actions.instruct(payment, by=guo, at=NOW)
    entry = actions.book(
        payment, bank_reference=" B1 ", paid_on=date(2026, 3, 2), by=maker, at=NOW
    )

    assert payment.account_name == award.company.name
    assert (payment.instructed_by, payment.instructed_at) == (guo, NOW)
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
    actions.instruct(payment, by=checker, at=NOW)
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
