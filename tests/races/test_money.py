"""I4, I7 and I8, what is paid, by whom and when: two people at once.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from foundation.accounts.models import SYSTEM, User
from foundation.refusals import use_case
from programs.catalogue import actions as catalogue
from programs.models import (
    BudgetLine,
    LedgerEntry,
    Objection,
    Payment,
    PaymentBatch,
    ReplyLine,
    Tranche,
)
from programs.payments import actions
from tests import city
from tests.city import advance, at_once
from tests.programs.payments.test_batches import answer, reply
from tests.programs.stages import NOW, finance
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

    both = ("award_paid_within_amount", "award_paid_within_amount_on_every_day")
    with without(LedgerEntry, *both):
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


# Batches and answers -----------------------------------------------------------------


def _in_a_batch() -> tuple[PaymentBatch, bytes]:
    payment = city.signed(city.a_payment())
    batch = actions.draw_up(payments=[payment], by=finance(), at=NOW)
    return batch, reply(batch, answer(payment))


def test_of_many_who_release_a_batch_one_does() -> None:
    batch, __ = _in_a_batch()
    people = [finance() for _ in range(CROWD)]

    def release(by: User) -> None:
        actions.release(PaymentBatch.objects.get(pk=batch.pk), by=by, at=NOW)

    outcomes = at_once(*[lambda p=p: release(p) for p in people])

    batch.refresh_from_db()
    assert (won(outcomes), batch.status) == (1, "released")
    assert refused_by(outcomes) == {"moved_on"}


def test_of_many_batches_for_the_same_payment_one_is_drawn_up() -> None:
    payment, by = city.signed(city.a_payment()), finance()

    outcomes = at_once(
        *[lambda: actions.draw_up(payments=[payment], by=by, at=NOW)] * CROWD
    )

    assert (won(outcomes), PaymentBatch.objects.count()) == (1, 1)
    assert refused_by(outcomes) == {"batch"}


def test_control_without_the_guard_a_payment_is_in_several_batches() -> None:
    payment, by = city.signed(city.a_payment()), finance()

    with without(Payment, "payment_goes_with_its_batch"):
        careful(
            lambda: Payment.objects.get(pk=payment.pk).batch_id is None,
            lambda: actions.draw_up(payments=[payment], by=by, at=NOW),
            CROWD,
        )
        assert PaymentBatch.objects.count() > 1


def test_a_reply_that_many_take_in_at_once_posts_once() -> None:
    batch, content = _in_a_batch()
    actions.release(batch, by=finance(), at=NOW)

    def take_in() -> int:
        fresh = PaymentBatch.objects.get(pk=batch.pk)
        told = actions.take_in(fresh, name="x", content=content, by=SYSTEM, at=NOW)
        return int(told.pk)

    outcomes = at_once(*[take_in] * CROWD)

    assert len(set(outcomes)) == 1  # all were told of the same reply
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
    assert ReplyLine.objects.filter(posted_on__isnull=False).count() == 1


# Budget ------------------------------------------------------------------------------


def test_of_many_cuts_of_the_same_money_one_is_made() -> None:
    line = city.a_program().budget_lines.filter(year=city.YEAR)[0]
    cut = -line.amount * 2 / 3

    def adjust() -> None:
        catalogue.adjust_line(
            line, amount=cut.quantize(Decimal("0.01")), document="d", reason="cut",
            by=SYSTEM, at=NOW,
        )  # fmt: skip

    outcomes = at_once(*[adjust] * CROWD)

    assert (won(outcomes), line.adjustments.count()) == (1, 1)
    assert refused_by(outcomes) == {"budget"}


def test_control_careful_people_cut_it_twice() -> None:
    line = city.a_program().budget_lines.filter(year=city.YEAR)[0]
    cut = (-line.amount * 2 / 3).quantize(Decimal("0.01"))

    def adjust() -> None:
        line.adjustments.create(
            amount=cut, document="d", reason="cut", effective_on=city.TODAY
        )

    with without(BudgetLine, "awards_within_budget_line"):
        careful(
            lambda: BudgetLine.objects.get(pk=line.pk).amount + cut >= 0, adjust, CROWD
        )
        line.refresh_from_db()
        assert line.amount < 0
