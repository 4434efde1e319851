"""I4, I7 and I8, what is paid, by whom and when.

Each attempt by raw SQL is refused by the name of its promise. No use case stands
between these statements and the tables; what a person reads is tested with those.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from foundation.accounts.models import SYSTEM
from foundation.moves import advance
from programs.models import (
    Award,
    BankAccount,
    BankReply,
    BudgetAdjustment,
    BudgetLine,
    LedgerEntry,
    Payment,
    PaymentBatch,
    PublicNotice,
    ReplyLine,
)
from programs.payments.models import copied_from
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


# I4 --------------------------------------------------------------------------------


def test_i4_more_than_the_award_cannot_be_booked() -> None:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    again = {"kind": "recovery", "debit": "treasury", "credit": "company"}

    def recover(amount: str) -> LedgerEntry:
        return city.an_entry(payment, **again, payment=None, amount=Decimal(amount))

    assert broken(lambda: recover("1000000.01")) == "award_paid_within_amount"
    recover("1000000.00")
    payment.award.refresh_from_db()
    assert (payment.award.paid, payment.award.recovered) == (1_000_000, 1_000_000)


def test_i4_the_paid_total_cannot_be_written_past_the_award() -> None:
    award = city.an_award()

    overpaid = "UPDATE programs_award SET paid = amount + 1 WHERE id = %s"
    negative = "UPDATE programs_award SET recovered = 1 WHERE id = %s"
    assert broken(lambda: sql(overpaid, award.pk)) == "award_paid_within_amount"
    assert broken(lambda: sql(negative, award.pk)) == "award_paid_within_amount"


def test_i4_no_day_has_more_or_less_than_the_award_allows() -> None:
    payment = city.instructed(city.a_payment())
    paid = city.an_entry(payment)
    back = {"kind": "recovery", "debit": "treasury", "credit": "company"}
    sooner = paid.booked_on - timedelta(days=1)

    def recover(day: date) -> LedgerEntry:
        return city.an_entry(payment, **back, payment=None, booked_on=day)

    every_day = "award_paid_within_amount_on_every_day"
    assert broken(lambda: recover(sooner)) == every_day
    recover(paid.booked_on)


def test_i4_what_never_happened_is_undone_on_its_day() -> None:
    payment = city.instructed(city.a_payment())
    paid = city.an_entry(payment)
    undo = {"kind": "reversal", "debit": "treasury", "credit": "company"}
    undo |= {"reverses": paid}

    def reverse(days: int) -> LedgerEntry:
        day = paid.booked_on + timedelta(days=days)
        return city.an_entry(payment, **undo, booked_on=day)

    def send_back(days: int) -> LedgerEntry:
        day = paid.booked_on + timedelta(days=days)
        return city.an_entry(
            payment, **undo | {"kind": "return", "reverses": None}, booked_on=day
        )

    dated = "ledger_entry_dated_as_it_happened"
    assert broken(lambda: reverse(1)) == broken(lambda: reverse(-1)) == dated
    assert broken(lambda: send_back(-1)) == dated
    reverse(0)


def test_i4_tranches_never_add_up_to_more_than_the_award() -> None:
    award = city.an_award()
    city.a_tranche(award)

    one_more = lambda: city.a_tranche(award, amount=Decimal("0.01"))  # noqa: E731  # one attempt

    assert broken(one_more) == "award_tranches_within_amount"


def test_i8_nothing_is_paid_while_money_is_asked_back() -> None:
    award = city.an_award()
    part = Decimal("400000.00")
    payment = city.instructed(city.a_payment(city.a_tranche(award, amount=part)))
    city.an_entry(payment)
    more = city.a_tranche(award, amount=part)
    city.demanded(city.a_recovery(award))

    attempt = lambda: city.instructed(city.a_payment(more))  # noqa: E731  # one attempt

    assert broken(attempt) == "payment_waits_for_notice_and_gates"


# I7 --------------------------------------------------------------------------------


SIGNATURES = ("requested", "checked", "approved", "cleared")


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations(SIGNATURES, 2)])
def test_i7_nobody_signs_a_payment_twice(first: str, second: str) -> None:
    bo = city.a_user()
    signed = bo if first == "requested" else city.a_user()
    payment = city.a_payment(requested_by=signed)
    sign = "UPDATE programs_payment SET {0}_at = now(), {0}_by_id = %s WHERE id = %s"
    if first != "requested":
        sql(sign.format(first), bo.pk, payment.pk)

    again = lambda: sql(sign.format(second), bo.pk, payment.pk)  # noqa: E731  # one attempt

    assert broken(again) == f"payment_{second}_by_another_than_{first}"


@pytest.mark.parametrize("verbs", [["check"], ["check", "approve"]])
def test_i7_nothing_goes_on_without_its_signature(verbs: list[str]) -> None:
    payment = city.a_payment()
    for verb, stem in zip(verbs[:-1], ["checked"], strict=False):
        signed = {f"{stem}_at": city.NOW, f"{stem}_by": city.a_user()}
        city.advance(payment, verb, by=SYSTEM, **signed)

    unsigned = lambda: advance(payment, verbs[-1], by=SYSTEM)  # noqa: E731  # one attempt

    assert broken(unsigned) == "payment_is_signed_before_it_goes"


def test_i7_the_first_signature_cannot_be_exchanged_for_another() -> None:
    payment, other = city.a_payment(), city.a_user()
    swap = "UPDATE programs_payment SET requested_by_id = %s WHERE id = %s"

    assert broken(lambda: sql(swap, other.pk, payment.pk)) == "payment_signatures_stand"


def test_i7_a_later_signature_cannot_be_exchanged_or_taken_back() -> None:
    payment, other = city.signed(city.a_payment()), city.a_user()
    mine = Payment.objects.filter(pk=payment.pk)
    nobody = {"approved_by": None, "approved_at": None}

    for written in ({"checked_by": other}, {"approved_by": other}, nobody):
        refused = broken(lambda: mine.update(**written))  # noqa: B023  # called at once
        assert refused == "payment_signatures_stand"


def test_i7_a_large_payment_goes_with_a_second_approval_only() -> None:
    payment = city.signed(city.a_payment())
    program = payment.award.program
    program.second_approval_from = payment.amount
    program.save()

    sends = lambda: city.moved(payment, "instruct")  # noqa: E731  # one attempt

    assert broken(sends) == "payment_large_is_approved_again"
    city.advance(
        payment, "clear", by=SYSTEM, cleared_at=city.NOW, cleared_by=city.a_user()
    )
    assert broken(sends) == "nothing"


# I8 --------------------------------------------------------------------------------


def _approved_payment_under(notice_ends: timedelta):
    """A payment with two signatures, of an award that went through a notice."""
    application = city.an_application()
    until = datetime.now(UTC) + notice_ends
    notice = city.a_notice(application.call.program, objections_close_at=until)
    proposal = city.a_proposal(application)
    proposal.notice = notice
    proposal.save()
    award = city.an_award(
        application.call.program, application.company, proposal=proposal
    )
    payment = city.a_payment(city.a_tranche(award))
    city.signed(payment)
    return payment, notice, proposal


WAITS = "payment_waits_for_notice_and_gates"


def test_i8_nothing_is_paid_while_objections_may_come() -> None:
    payment, *_ = _approved_payment_under(timedelta(minutes=5))

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS


def test_i8_it_is_paid_when_the_window_has_ended_clean() -> None:
    payment, *_ = _approved_payment_under(timedelta(minutes=-5))

    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


@pytest.mark.parametrize("against_everyone", [True, False])
def test_i8_nothing_is_paid_while_an_objection_is_undecided(against_everyone) -> None:
    payment, notice, proposal = _approved_payment_under(timedelta(minutes=5))
    objection = notice.objections.create(
        proposal=None if against_everyone else proposal,
        number="O1", objector="Li", contact="020-0000-0000", content="x",
    )  # fmt: skip
    city.end_window(notice)

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS
    city.moved(objection, "take_up")
    ruled = {"ruling": "It is not so.", "ruled_on": city.NOW}
    advance(objection, "dismiss", by=SYSTEM, reason="It is not so.", **ruled)
    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


def test_i8_an_objection_after_the_window_is_not_taken() -> None:
    _, notice, _ = _approved_payment_under(timedelta(minutes=-5))

    late = lambda: notice.objections.create(  # noqa: E731  # one attempt
        number="O1", objector="Li", contact="020-0000-0000", content="x"
    )

    assert broken(late) == "objection_within_its_window"


def test_i8_nothing_is_paid_through_a_gate_that_is_neither_met_nor_waived() -> None:
    payment = city.a_payment()
    gate = city.a_gate(payment.tranche)
    city.signed(payment)

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS
    gate.waived_at, gate.waived_by = city.NOW, city.a_user()
    gate.waiver_reason = "decided by the commission"
    gate.save()
    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


def test_i8_a_tranche_without_conditions_pays_nothing() -> None:
    award = city.an_award()
    bare = award.tranches.create(
        sequence=1, source="city", amount=award.amount, due_on=city.TODAY
    )
    payment = city.a_payment(bare)

    assert broken(lambda: city.instructed(payment)) == WAITS


def test_i8_a_condition_is_never_removed_or_exchanged() -> None:
    gate = city.a_gate(city.a_tranche())

    for attempt in (
        "DELETE FROM programs_gate WHERE id = %s",
        "UPDATE programs_gate SET kind = 'account_matches' WHERE id = %s",
    ):
        refused = broken(lambda: city.sql(attempt, gate.pk))  # noqa: B023  # called at once
        assert refused == "gate_is_waived_never_removed"


def test_i8_an_award_that_no_notice_announced_pays_nothing() -> None:
    payment = city.a_payment(city.a_tranche(city.an_award(proposal=city.a_proposal())))

    assert broken(lambda: city.instructed(payment)) == WAITS


def test_i8_an_award_belongs_to_the_company_of_its_proposal() -> None:
    stranger = city.a_company()
    proposal = city.a_noticed_proposal()
    values = city.award_values(proposal.program, stranger, proposal=proposal)

    attempt = lambda: Award.objects.create(**values)  # noqa: E731  # one attempt
    assert broken(attempt) == "award_follows_its_proposal"


@pytest.mark.parametrize("column", ["published_on", "closes_at", "objections_close_at"])
def test_i8_the_window_of_a_published_notice_is_never_moved(column: str) -> None:
    _, notice, _ = _approved_payment_under(timedelta(minutes=5))
    mine = PublicNotice.objects.filter(pk=notice.pk)

    refused = broken(lambda: mine.update(**{column: F(column) - timedelta(days=1)}))
    assert refused == "notice_windows_are_frozen"


def test_i8_an_announced_proposal_is_not_taken_out_of_its_notice() -> None:
    _, _, proposal = _approved_payment_under(timedelta(minutes=5))
    ended = city.a_notice(
        proposal.program, objections_close_at=datetime.now(UTC) - timedelta(days=1)
    )
    city.moved(proposal, "decide", "announce")

    to_another = "UPDATE programs_proposal SET notice_id = %s WHERE id = %s"
    for notice in (ended.pk, None):
        refused = broken(lambda: city.sql(to_another, notice, proposal.pk))  # noqa: B023  # called at once
        assert refused == "proposal_stays_in_its_notice"


def test_i8_the_ledger_itself_refuses_a_payment_that_must_wait() -> None:
    payment = city.instructed(city.a_payment())
    city.a_gate(payment.tranche)

    assert broken(lambda: city.an_entry(payment)) == WAITS


def test_i8_a_payment_is_booked_once() -> None:
    payment = city.instructed(city.a_payment(city.a_tranche(amount=Decimal("1.00"))))
    city.an_entry(payment)

    name = "ledger_entry_once_per_payment_and_kind"
    assert broken(lambda: city.an_entry(payment)) == name


def test_i8_paid_means_booked() -> None:
    payment = city.instructed(city.a_payment())

    def paid_on_paper() -> None:
        advance(
            payment, "book", by=SYSTEM, paid_on=city.TODAY, bank_reference="no such"
        )

    assert broken(paid_on_paper) == "payment_paid_with_its_entry"


def test_i8_a_tranche_has_one_payment_under_way() -> None:
    payment = city.a_payment()

    again = lambda: city.a_payment(payment.tranche)  # noqa: E731  # one attempt

    assert broken(again) == "payment_one_open_per_tranche"


# Where it goes, in which file, and what the bank has said ----------------------------


def test_a_payment_goes_to_the_verified_account_of_its_company_only() -> None:
    tranche = city.a_tranche()
    other = city.a_bank_account(city.a_company())
    mine = city.an_account_of(tranche.award.company)

    def to(account: BankAccount, **changes: str) -> Callable[[], Payment]:
        values = {
            "number": f"P{city.serial()}", "award": tranche.award, "tranche": tranche,
            "amount": tranche.amount, **copied_from(account), **changes,
        }  # fmt: skip
        return lambda: Payment.objects.create(**values)

    goes = "payment_goes_to_the_verified_account"
    assert broken(to(other)) == goes
    assert broken(to(mine, account_number="6222000000")) == goes
    assert broken(to(mine)) == "nothing"


@pytest.mark.parametrize(
    "change", ["account_number = '6222000000'", "account_name = 'Li'", "account_id = 0"]
)
def test_the_account_of_a_payment_is_frozen(change: str) -> None:
    payment = city.a_payment()
    write = f"UPDATE programs_payment SET {change} WHERE id = %s"  # noqa: S608  # of this test

    refused = broken(lambda: sql(write, payment.pk))

    assert refused == "payment_goes_to_the_verified_account"


def test_nothing_goes_to_an_account_that_was_replaced() -> None:
    payment = city.signed(city.a_payment())
    city.advance(payment.account, "supersede", by=SYSTEM, valid_until=city.TODAY)

    refused = broken(lambda: city.moved(payment, "instruct"))

    assert refused == "payment_goes_to_the_verified_account"


def _batch(*payments: Payment, **fields: Any) -> PaymentBatch:
    given = {
        "number": f"PC{city.serial()}", "source": "city", "count": len(payments),
        "total": sum(p.amount for p in payments), "content": "x", "sha256": "0" * 64,
        "drawn_at": city.NOW, "drawn_by": city.a_user(),
    } | fields  # fmt: skip
    batch = PaymentBatch.objects.create(**given)
    Payment.objects.filter(pk__in=[p.pk for p in payments]).update(batch=batch)
    for payment in payments:
        payment.refresh_from_db()
    return batch


def _release(batch: PaymentBatch, **signed: Any) -> None:
    given = {"released_at": city.NOW, "released_by": city.a_user()} | signed
    city.advance(batch, "release", by=SYSTEM, **given)


def test_a_batch_is_not_released_by_whoever_drew_it_up_or_by_nobody() -> None:
    batch = _batch(city.signed(city.a_payment()))

    for signed, name in (
        ({"released_by": batch.drawn_by}, "payment_batch_released_by_another"),
        (
            {"released_by": None, "released_at": None},
            "payment_batch_released_with_two_signatures",
        ),
    ):
        assert broken(lambda: _release(batch, **signed)) == name  # noqa: B023  # called at once


def test_a_batch_leaves_as_its_file_says() -> None:
    payment = city.signed(city.a_payment())
    batch = _batch(payment, total=payment.amount + 1)

    def leaves() -> None:
        _release(batch)
        city.moved(payment, "instruct")

    assert broken(leaves) == "payment_batch_is_its_payments"


@pytest.mark.parametrize(
    "change", ["total = 1", "content = 'y'", "number = 'PC0'", "drawn_by_id = NULL"]
)
def test_the_file_of_a_batch_never_changes(change: str) -> None:
    batch = _batch(city.signed(city.a_payment()))
    write = f"UPDATE programs_paymentbatch SET {change} WHERE id = %s"  # noqa: S608  # of this test

    assert broken(lambda: sql(write, batch.pk)) == "payment_batch_file_is_frozen"
    away = "DELETE FROM programs_paymentbatch WHERE id = %s"
    assert broken(lambda: sql(away, batch.pk)) == "payment_batch_file_is_frozen"


def test_a_payment_neither_overtakes_nor_leaves_its_batch() -> None:
    payment, unsigned = city.signed(city.a_payment()), city.a_payment()
    batch = _batch(payment)
    put = "UPDATE programs_payment SET batch_id = %s WHERE id = %s"

    goes = "payment_goes_with_its_batch"
    assert broken(lambda: city.moved(payment, "instruct")) == goes
    assert broken(lambda: sql(put, None, payment.pk)) == goes
    assert broken(lambda: sql(put, batch.pk, unsigned.pk)) == goes


def _answered(**fields: Any) -> tuple[Payment, BankReply, dict[str, Any]]:
    payment = city.signed(city.a_payment())
    batch = _batch(payment)
    _release(batch)
    city.moved(payment, "instruct")
    reply = BankReply.objects.create(
        batch=batch, name="x.csv", content="x", sha256=f"{city.serial():064d}",
        told_on=city.TODAY, count=1, total=payment.amount,
    )  # fmt: skip
    line = {
        "reply": reply, "number": payment.number, "payment": payment,
        "account_number": "1", "amount": payment.amount, "result": "paid",
        "reference": "B1", "day": city.TODAY, "outcome": "matched",
        "posted_on": city.NOW,
    } | fields  # fmt: skip
    return payment, reply, line


def test_a_reply_is_taken_in_once_and_posts_a_payment_once() -> None:
    __, reply, line = _answered()
    ReplyLine.objects.create(position=1, **line)

    twice = lambda: ReplyLine.objects.create(position=2, **line)  # noqa: E731  # one attempt
    assert broken(twice) == "reply_line_posts_a_payment_once"
    again = {"batch": reply.batch, "name": "y", "content": "x", "sha256": reply.sha256,
             "told_on": city.TODAY, "count": 1, "total": 1}  # fmt: skip
    assert broken(lambda: BankReply.objects.create(**again)) == (
        "bank_reply_taken_in_once"
    )


def test_what_the_bank_wrote_never_changes() -> None:
    __, reply, line = _answered(posted_on=None)
    kept = ReplyLine.objects.create(position=1, **line)

    for table, row, change in (
        ("bankreply", reply.pk, "total = 0"),
        ("replyline", kept.pk, "amount = 1"),
        ("replyline", kept.pk, "outcome = 'duplicate', posted_on = now()"),
    ):
        write = f"UPDATE programs_{table} SET {change} WHERE id = %s"  # noqa: S608  # of this test
        name = "bank_reply" if table == "bankreply" else "reply_line"
        assert broken(lambda: sql(write, row)) == f"{name}_is_append_only"  # noqa: B023  # called at once
    post = "UPDATE programs_replyline SET posted_on = now() WHERE id = %s"
    assert broken(lambda: sql(post, kept.pk)) == "nothing"


def test_the_bank_answers_for_payments_of_its_batch_only() -> None:
    __, ___, line = _answered()

    for change in ({"payment": city.a_payment()}, {"amount": Decimal(1)}):
        attempt = lambda: ReplyLine.objects.create(position=1, **line | change)  # noqa: E731, B023  # one attempt
        assert broken(attempt) == "reply_line_posts_of_its_batch"


# Budget ------------------------------------------------------------------------------


def test_a_budget_line_changes_by_adjustments_only() -> None:
    program = city.a_program()
    line = BudgetLine.objects.filter(program=program, year=city.YEAR)[0]
    adjusted = BudgetAdjustment.objects.create(
        line=line, amount=Decimal("-5.00"), reason="cut", document="d",
        effective_on=city.TODAY,
    )  # fmt: skip

    line.refresh_from_db()
    assert line.amount == program.budget - 5
    for change in ("amount = amount + 1", "approved = approved + 1"):
        write = f"UPDATE programs_budgetline SET {change} WHERE id = %s"  # noqa: S608  # of this test
        refused = broken(lambda: sql(write, line.pk))  # noqa: B023  # called at once
        assert refused == "budget_line_is_its_adjustments"
    away = "DELETE FROM programs_budgetadjustment WHERE id = %s"
    assert broken(lambda: sql(away, adjusted.pk)) == (
        "budget_adjustment_is_append_only"
    )


def test_a_budget_line_is_not_cut_below_what_is_committed() -> None:
    award = city.an_award()
    line = BudgetLine.objects.get(program=award.program, year=award.year, source="city")

    cut = lambda: BudgetAdjustment.objects.create(  # noqa: E731  # one attempt
        line=line, amount=Decimal("0.01") - line.amount, reason="cut", document="d",
        effective_on=city.TODAY,
    )  # fmt: skip

    assert broken(cut) == "awards_within_budget_line"
