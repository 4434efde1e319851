"""Money that comes back: returned, recovered, or booked by mistake."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.accounts.models import SYSTEM
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.awards import actions as awards
from programs.models import LedgerEntry, Payment
from programs.payments import actions
from programs.payments.queries import payable
from tests.city import a_call
from tests.programs.payments.books import books
from tests.programs.stages import NOW, approved, finance, open_gates, paid, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


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
