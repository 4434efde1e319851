"""I4, I7 and I8, what is paid, by whom and when: two people at once.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from foundation.accounts.models import SYSTEM, User
from foundation.refusals import use_case
from programs.models import LedgerEntry, Objection, Payment, Tranche
from tests import city
from tests.city import advance, at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


# I4 --------------------------------------------------------------------------------


def _booked_award() -> Payment:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    return payment


@use_case
def _recover(payment: Payment) -> LedgerEntry:
    return city.an_entry(
        payment, payment=None, kind="recovery", debit="treasury", credit="company"
    )


def test_i4_of_two_recoveries_of_the_same_money_one_is_booked() -> None:
    payment = _booked_award()

    outcomes = at_once(*[lambda: _recover(payment)] * CROWD)

    payment.award.refresh_from_db()
    assert (won(outcomes), payment.award.recovered) == (1, payment.award.amount)
    assert refused_by(outcomes) == {"overpaid"}


def test_i4_control_careful_people_recover_more_than_was_paid() -> None:
    payment = _booked_award()

    def recovered() -> int:
        return LedgerEntry.objects.filter(kind="recovery").count()

    with without(LedgerEntry, "award_paid_within_amount"):
        careful(lambda: recovered() == 0, lambda: _recover(payment), CROWD)
        assert recovered() > 1


def test_i4_of_many_tranches_for_the_same_money_one_is_planned() -> None:
    award = city.an_award()

    outcomes = at_once(*[lambda: use_case(city.a_tranche)(award)] * CROWD)

    assert (won(outcomes), Tranche.objects.filter(award=award).count()) == (1, 1)


# I7 --------------------------------------------------------------------------------


@use_case
def _check(payment: Payment, by: User) -> None:
    fresh = Payment.objects.get(pk=payment.pk)
    advance(fresh, "check", by=SYSTEM, checked_at=city.NOW, checked_by=by)


def test_i7_two_second_signatures_at_once_are_one() -> None:
    payment = city.a_payment()
    signers = [city.a_user() for _ in range(CROWD)]

    outcomes = at_once(*[lambda s=s: _check(payment, s) for s in signers])

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"moved_on"}


def test_i7_control_a_plain_save_lets_the_last_signature_win() -> None:
    payment = city.a_payment()
    signers = [city.a_user() for _ in range(CROWD)]

    def sign() -> None:
        Payment.objects.filter(pk=payment.pk).update(
            checked_at=city.NOW, checked_by=signers.pop()
        )

    with without(Payment, "payment_signatures_stand"):
        outcomes = careful(
            lambda: Payment.objects.get(pk=payment.pk).checked_by is None, sign, CROWD
        )
        assert won(outcomes) > 1


# I8 --------------------------------------------------------------------------------


def _about_to_be_paid() -> tuple[Payment, Any]:
    """Signed twice; the window is open for a moment more."""
    application = city.an_application()
    program = application.call.program
    notice = city.a_notice(
        program, objections_close_at=datetime.now(UTC) + timedelta(hours=1)
    )
    proposal = city.a_proposal(application)
    proposal.notice = notice
    proposal.save()
    award = city.an_award(program, application.company, proposal=proposal)
    payment = city.a_payment(city.a_tranche(award))
    city.signed(payment)
    return payment, notice


def _object(notice: Any, then: Callable[[], Any]) -> Objection:
    """Register an objection, and take one's time before the transaction ends."""
    with transaction.atomic():
        objection = notice.objections.create(
            number=f"O{city.serial()}", objector="Li", contact="-", content="x"
        )
        then()
    return objection


def _race_with_an_objection(payment: Payment, notice: Any) -> None:
    """An objection has been written but not committed when the payment looks."""
    registered, window_over = Barrier(2), Barrier(2)

    def objects() -> Any:
        return _object(notice, lambda: (registered.wait(), window_over.wait()))

    def pays() -> Any:
        registered.wait()
        city.end_window(notice)
        window_over.wait()
        return use_case(city.moved)(payment, "instruct")

    at_once(objects, pays)


def test_i8_an_objection_being_registered_stops_the_payment() -> None:
    payment, notice = _about_to_be_paid()

    _race_with_an_objection(payment, notice)

    payment.refresh_from_db()
    assert (payment.status, notice.objections.count()) == ("approved", 1)


def test_i8_control_without_the_guard_it_is_paid_under_the_objection() -> None:
    payment, notice = _about_to_be_paid()

    with without(Payment, "payment_waits_for_notice_and_gates"):
        _race_with_an_objection(payment, notice)
        payment.refresh_from_db()
        assert (payment.status, notice.objections.count()) == ("instructed", 1)
