"""What is owed back: bookings, demands, deferrals, a closing at the same moment.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from foundation.accounts.models import SYSTEM
from foundation.refusals import use_case
from programs.models import (
    Allotment,
    Award,
    Claim,
    Deferral,
    DeferredPart,
    LedgerEntry,
    Recovery,
    Repayment,
)
from programs.recovery.states import OPEN, Breach
from tests import city
from tests.city import at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def _paid_award() -> Award:
    """One million yuan, all of it with the company."""
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    return payment.award


@use_case
def _repay(recovery: Recovery) -> None:
    """All that is owed, under a receipt of its own."""
    amount, receipt = Decimal("100.00"), f"T{city.serial()}"
    repayment = Repayment.objects.create(
        recovery=recovery, receipt=receipt, received_on=city.TODAY, amount=amount
    )
    entry = LedgerEntry.objects.create(
        award=recovery.award, kind="recovery", source="city", debit="treasury",
        credit="company", amount=amount, booked_on=city.TODAY, reference=receipt,
    )  # fmt: skip
    claim = recovery.claims.get()
    Allotment.objects.create(claim=claim, entry=entry, repayment=repayment)


def test_of_many_installments_for_the_same_debt_one_is_booked() -> None:
    recovery = city.demanded(city.a_recovery(_paid_award()))

    outcomes = at_once(*[lambda: _repay(recovery)] * CROWD)

    recovery.award.refresh_from_db()
    assert (won(outcomes), recovery.award.recovered) == (1, 100)
    assert refused_by(outcomes) == {"overpaid"}


def test_control_careful_people_book_a_debt_more_than_once() -> None:
    recovery = city.demanded(city.a_recovery(_paid_award()))

    with without(Claim, "claim_settled_within_demand"):
        careful(lambda: not Allotment.objects.exists(), lambda: _repay(recovery), CROWD)
        assert Allotment.objects.count() > 1


def _asks(award: Award) -> list[Callable[[], Any]]:
    """Each wants all of the money back, for a reason of its own."""
    ask, all_of_it = use_case(city.a_recovery), str(award.amount)
    return [lambda b=b: ask(award, all_of_it, breach=b) for b in Breach]


def test_of_many_demands_for_the_same_money_one_stands() -> None:
    award = _paid_award()

    outcomes = at_once(*_asks(award))

    assert (won(outcomes), Recovery.objects.count()) == (1, 1)
    assert refused_by(outcomes) == {"paid"}


def test_control_without_the_guard_the_same_money_is_asked_back_twice() -> None:
    award = _paid_award()

    with without(Claim, "claim_within_what_was_paid"):
        assert won(at_once(*_asks(award))) > 1


def _closes(award: Award) -> Callable[[], Any]:
    return lambda: use_case(city.moved)(Award.objects.get(pk=award.pk), "close")


def _closed_with_a_debt(award: Award) -> bool:
    owed = Recovery.objects.filter(award=award, status__in=OPEN).exists()
    return owed and Award.objects.get(pk=award.pk).status == "closed"


def _nothing_owed() -> Award:
    """Revoked; what was asked back has come back."""
    award = _paid_award()
    recovery = city.demanded(city.a_recovery(award))
    _repay(recovery)
    city.moved(recovery, "settle")
    return city.moved(award, "revoke")  # type: ignore[no-any-return]  # what went in


def test_an_award_is_never_closed_while_money_is_being_asked_back() -> None:
    award = _nothing_owed()

    outcomes = at_once(_closes(award), *_asks(award)[:2])

    assert won(outcomes) == 1
    assert not _closed_with_a_debt(award)


def test_control_without_the_guards_it_is_closed_under_a_debt() -> None:
    award = _nothing_owed()
    closes, asks = _closes(award), use_case(city.a_recovery)

    with (
        without(Award, "award_closes_with_nothing_owed"),
        without(Recovery, "recovery_of_an_award_that_is_not_closed"),
    ):
        at_once(closes, lambda: asks(award, "1.00", breach="given_up"))
        assert _closed_with_a_debt(award)


def _deferral(recovery: Recovery) -> Deferral:
    """Waits for a decision: all of it a month later."""
    asked = {"asked_at": city.NOW, "asked_by": city.a_user()}
    deferral = Deferral.objects.create(
        recovery=recovery, reason="short of cash", document=city.a_file(), **asked
    )
    later = city.TODAY + timedelta(days=30)
    DeferredPart.objects.create(deferral=deferral, due_on=later, amount="100.00")
    return deferral


def _both_ways() -> tuple[Recovery, Callable[[], Any], Callable[[], Any]]:
    """A demand; one grants later dates while the other hands it to the court."""
    recovery = city.demanded(city.a_recovery(_paid_award()))
    deferral = _deferral(recovery)
    granted = {"decided_at": city.NOW, "decided_by": city.a_user()}
    day = city.TODAY + timedelta(days=1)
    told = {"referred_on": day, "referred_to": "the court", "reason": "late"}
    advance, by = use_case(city.advance), SYSTEM
    return (
        recovery,
        lambda: advance(deferral, "grant", by=by, **granted),
        lambda: advance(recovery, "refer", by=by, **told),
    )


def _deferred_in_court(recovery: Recovery) -> bool:
    rows = Deferral.objects.filter(recovery=recovery, status="granted")
    return rows.filter(recovery__status="referred").exists()


def test_a_demand_is_deferred_or_enforced_and_never_both() -> None:
    recovery, *ways = _both_ways()

    outcomes = at_once(*ways)

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"deferral"}
    assert not _deferred_in_court(recovery)


def test_control_without_the_guards_a_deferred_demand_is_enforced() -> None:
    recovery, *ways = _both_ways()

    with (
        without(Deferral, "deferral_covers_what_is_left"),
        without(Recovery, "recovery_not_referred_while_deferred"),
    ):
        at_once(*ways)
        assert _deferred_in_court(recovery)
