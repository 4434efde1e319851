"""Where a payment goes, in which file, and what the bank has said of it.

Each attempt by raw SQL is refused by the name of its promise; no use case stands
between these statements and the tables.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from foundation.accounts.models import SYSTEM
from programs.models import BankAccount, BankReply, Payment, PaymentBatch, ReplyLine
from programs.payments.models import copied_from
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


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
