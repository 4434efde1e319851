"""The bank's answers: every line of them back, once."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.permissions import Role
from foundation.outbox.models import Message
from foundation.outbox.queries import worded
from foundation.refusals import Refusal
from programs.models import BankReply, LedgerEntry, ReplyLine
from programs.payments import actions
from programs.payments.queries import reconciliation
from programs.payments.rules import Unreadable, read_reply
from tests.programs.payments.bank import (
    DAY,
    answer,
    drawn,
    outcomes,
    released,
    reply,
    staff,
    states,
    take_in,
)
from tests.programs.stages import NOW, finance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_what_the_bank_has_paid_is_booked_and_the_batch_settled() -> None:
    batch = released()
    content = reply(batch, *map(answer, batch.payments.order_by("number")))

    told = take_in(batch, content)
    again = take_in(batch, content)

    assert again == told
    assert states(batch) == ("settled", "paid", "paid")
    assert outcomes(told) == [("matched", True)] * 2
    assert LedgerEntry.objects.filter(kind="payment").count() == 2
    account = reconciliation(batch)
    assert (account.paid, account.told, account.agrees) == (
        batch.total, batch.total, True,
    )  # fmt: skip


def test_a_return_comes_before_or_after_its_payment_in_time() -> None:
    batch = released()
    first, second = batch.payments.order_by("number")

    told = take_in(
        batch,
        reply(
            batch,
            answer(first, "returned", date(2026, 3, 5), reference="R1"),
            answer(first),
            answer(second, "returned", reference="R2"),
        ),
    )

    assert states(batch) == ("settled", "returned", "returned")
    assert outcomes(told) == [("matched", True)] * 3
    assert set(LedgerEntry.objects.values_list("kind", "payment")) == {
        ("payment", first.pk), ("return", first.pk),
    }  # fmt: skip
    first.award.refresh_from_db()
    assert first.award.paid == 0


def test_answers_out_of_order_end_in_the_same_books() -> None:
    batch = released(1)
    payment = batch.payments.get()
    late = answer(payment)

    take_in(batch, reply(batch, answer(payment, "returned", date(2026, 3, 5))))
    told = take_in(batch, reply(batch, late))

    assert outcomes(told) == [("late", False)]
    assert states(batch) == ("settled", "returned")
    payment.award.refresh_from_db()
    assert payment.award.paid == 0


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"amount": "1.00"}, "differs"),
        ({"account": "999"}, "differs"),
        ({"number": "ZF0000"}, "unknown"),
    ],
)
def test_what_does_not_fit_blocks_the_batch_and_posts_nothing(change, found) -> None:
    batch = released()
    first, second = batch.payments.order_by("number")

    told = take_in(batch, reply(batch, answer(first), answer(second, **change)))

    assert outcomes(told) == [("matched", False), (found, False)]
    assert states(batch) == ("blocked", "instructed", "instructed")
    with pytest.raises(Refusal, match="batch of this payment is blocked"):
        actions.book(
            first, bank_reference="B", paid_on=DAY, by=finance(), at=NOW
        )  # fmt: skip
    actions.unblock(batch, by=finance(), at=NOW, reason="the bank corrects line 2")
    assert states(batch) == ("released", "paid", "instructed")
    take_in(batch, reply(batch, answer(second)))
    assert states(batch) == ("settled", "paid", "paid")
    assert sum(e.amount for e in LedgerEntry.objects.all()) == batch.total


def test_totals_that_differ_block_the_batch() -> None:
    batch = released(1)

    told = take_in(batch, reply(batch, answer(batch.payments.get()), total="900000.00"))

    assert told.totals_differ
    assert states(batch) == ("blocked", "instructed")


def test_another_reference_for_what_is_paid_contradicts_it() -> None:
    batch = released(2)
    first, second = batch.payments.order_by("number")
    take_in(batch, reply(batch, answer(first)))

    told = take_in(
        batch,
        reply(
            batch,
            answer(first),
            answer(first, reference="B2"),
            answer(second, reference=f"YH-{first.number}"),
        ),
    )

    assert [each for each, __ in outcomes(told)] == [
        "duplicate", "contradictory", "contradictory",
    ]  # fmt: skip
    assert states(batch) == ("blocked", "paid", "instructed")
    assert LedgerEntry.objects.count() == 1


def test_what_the_ledger_does_not_take_is_kept_and_stops_the_batch() -> None:
    batch = released(1)
    ahead = answer(batch.payments.get(), day=date(2999, 1, 1))

    told = take_in(batch, reply(batch, ahead))

    assert outcomes(told) == [("held", False)]
    assert states(batch) == ("blocked", "instructed")
    actions.unblock(batch, by=finance(), at=NOW, reason="the day was mistyped")
    assert states(batch) == ("released", "instructed")
    told = {"bank_reference": "YH1", "paid_on": DAY}
    actions.book(batch.payments.get(), by=finance(), at=NOW, **told)
    assert states(batch) == ("released", "paid")


def test_whoever_books_hears_of_a_blocked_batch_once_each_time() -> None:
    batch, booker = released(1), finance()
    wrong = answer(batch.payments.get(), amount="1.00")

    for at, lines in ((NOW, [wrong]), (NOW + timedelta(days=1), [wrong, wrong])):
        for __ in range(2):  # the same file twice, and another while it is blocked
            take_in(batch, reply(batch, *lines), at=at)
            take_in(batch, reply(batch, *lines, wrong, wrong), at=at)
        actions.unblock(batch, by=booker, at=at, reason="asked in writing")

    mine = Message.objects.filter(template="batch_blocked", user=booker).order_by("id")
    assert [message.context["lines"] for message in mine] == [1, 2]
    words = worded(mine[0])
    assert batch.number in words.subject
    assert "1 line is in question." in words.body
    assert f"/batches/{batch.number}/" in words.body


def test_a_reply_to_another_batch_is_refused_though_it_is_known() -> None:
    first, second = released(1), released(1)
    content = reply(first, answer(first.payments.get()))
    take_in(first, content)

    with pytest.raises(Refusal, match=f"about the batch {first.number}"):
        take_in(second, content)


def test_what_was_in_question_is_told_with_what_was_found(client) -> None:
    batch = released(1)
    payment = batch.payments.get()
    take_in(batch, reply(batch, answer(payment, amount="1.00")))
    actions.unblock(batch, by=finance(), at=NOW, reason="the bank mistyped it")
    take_in(batch, reply(batch, answer(payment)))
    staff(client, Role.AUDITOR)

    page = client.get(reverse("batch", args=[batch.number])).content.decode()

    assert "What was in question has been clarified" in page
    assert "the bank mistyped it" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\xfa", "not a text file"),
        (b"PK\x03\x04xl/workbook.xml", "Save it as CSV"),
        (b"{x}", "larger than 5 MB"),
        (b"KAPOK-REPLY,1,{n},2026-03-03,{9},0.00", "number of lines"),
        (b"HELLO,1\r\n", "does not say KAPOK-REPLY"),
        (b"KAPOK-REPLY,1,{n},2026-03-03,0,0.00\r\nx\r\n", "Line 2"),
        (b"KAPOK-REPLY,1,{n},2026-03-03,1,0.00\r\n{c}\r\n", "number of lines"),
        (b"KAPOK-REPLY,1,PC1,2026-03-03,0,0.00\r\n{c}\r\n", "about the batch PC1"),
        (b"KAPOK-REPLY,1,{n},2026-03-03,1,1.00\r\n{c}\r\nZF,1,1,paid,B,2026-03-02,\r\n",
         "Line 3: the amount"),
        (b"KAPOK-REPLY,1,{n},2026-03-03,1,1.00\r\n{c}\r\nZF,1,1.00,gone,B,2026-03-02,\r\n",
         "Line 3: the result"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_in_the_layout_is_refused_whole(content, said) -> None:
    batch = released(1)
    columns = b"payment,account,amount,result,reference,day,reason"
    for short, long in {
        b"{n}": batch.number.encode(), b"{c}": columns,
        b"{x}": b"x" * 5_000_001, b"{9}": b"9" * 5_000,
    }.items():  # fmt: skip
        content = content.replace(short, long)

    with pytest.raises(Refusal, match=said):
        take_in(batch, content)

    assert not BankReply.objects.exists()
    assert states(batch) == ("released", "instructed")


@given(text=st.text())
def test_whatever_is_read_is_a_reply_or_refused(text: str) -> None:
    with suppress(Unreadable):
        assert read_reply(text).header.batch


def test_a_reply_of_a_batch_that_is_not_with_the_bank_is_refused() -> None:
    batch = drawn(1)

    with pytest.raises(Refusal, match="not with the bank"):
        take_in(batch, reply(batch, answer(batch.payments.get())))


def test_every_line_of_a_reply_stays_as_it_came() -> None:
    batch = released(1)
    told = take_in(batch, reply(batch, answer(batch.payments.get())))

    assert ReplyLine.objects.get().amount == Decimal("900000.01")
    assert told.content.count("\r\n") == 3
