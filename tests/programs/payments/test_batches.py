"""Batches for the bank and its answers: one file out, every line of it back, once."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import BankReply, LedgerEntry, Payment, PaymentBatch, ReplyLine
from programs.payments import actions
from programs.payments.queries import cover, ready, reconciliation
from programs.payments.rules import Order, Unreadable, read_reply, write_file
from tests.city import a_program, a_user
from tests.programs.stages import NOW, approved, finance, open_gates, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = date(2026, 3, 2)


def waiting(count: int = 2) -> list[Payment]:
    program = a_program(city_ratio=Decimal("0.6"))
    return [approved(open_gates(planned(program))) for __ in range(count)]


def drawn(count: int = 2) -> PaymentBatch:
    return actions.draw_up(payments=waiting(count), by=finance("Hu"), at=NOW)


def released(count: int = 2) -> PaymentBatch:
    batch = drawn(count)
    actions.release(batch, by=finance("Ruan"), at=NOW)
    return batch


def answer(
    payment: Payment, result: str = "paid", day: date = DAY, **other: str
) -> str:
    told = {
        "number": payment.number, "account": payment.account_number,
        "amount": str(payment.amount), "reference": f"YH-{payment.number}",
    } | other  # fmt: skip
    start = f"{told['number']},{told['account']},{told['amount']}"
    return f"{start},{result},{told['reference']},{day},"


def reply(batch: PaymentBatch, *lines: str, total: str = "") -> bytes:
    paid = [line.split(",") for line in lines]
    whole = sum((Decimal(p[2]) for p in paid if p[3] == "paid"), Decimal("0.00"))
    head = f"KAPOK-REPLY,1,{batch.number},2026-03-03,{len(lines)},{total or whole}"
    columns = "payment,account,amount,result,reference,day,reason"
    return "\r\n".join([head, columns, *lines, ""]).encode()


def take_in(batch: PaymentBatch, content: bytes) -> BankReply:
    return actions.take_in(
        batch, name="reply.csv", content=content, by=finance("Hu"), at=NOW
    )


def states(batch: PaymentBatch) -> tuple[str, ...]:
    batch.refresh_from_db()
    rows = batch.payments.order_by("number").values_list("status", flat=True)
    return (batch.status, *rows)


def outcomes(told: BankReply) -> list[tuple[str, bool]]:
    return [(line.outcome, bool(line.posted_on)) for line in told.lines.all()]


# Out ---------------------------------------------------------------------------------


def test_a_batch_is_drawn_up_by_one_and_released_by_another() -> None:
    payments, maker = waiting(), finance()
    assert list(ready()) == payments

    batch = actions.draw_up(payments=payments, by=maker, at=NOW)
    with pytest.raises(Refusal, match="another person than who drew it up"):
        actions.release(batch, by=maker, at=NOW)
    assert states(batch) == ("drawn", "approved", "approved")
    actions.release(batch, by=finance(), at=NOW)

    assert states(batch) == ("released", "instructed", "instructed")
    assert (batch.count, batch.total) == (2, Decimal("1800000.02"))
    lines = batch.content.splitlines()
    assert lines[0].startswith(f"KAPOK-PAYMENTS,1,{batch.number},")
    assert lines[0].endswith(",2,1800000.02")
    assert payments[0].account_number in lines[2]
    assert not ready().exists()


def test_a_payment_waits_for_its_batch_and_stays_in_it() -> None:
    batch = drawn()
    payment = batch.payments.all()[0]

    with pytest.raises(Refusal, match="in a batch that has not been released"):
        actions.instruct(payment, by=finance(), at=NOW)
    with pytest.raises(Refusal, match="stays there"):
        actions.draw_up(payments=[payment], by=finance(), at=NOW)
    actions.discard(batch, by=finance(), at=NOW, reason="one is wrong")
    again = actions.draw_up(payments=[payment], by=finance(), at=NOW)

    assert (again.count, states(batch)) == (1, ("discarded",))


def test_all_of_a_batch_leaves_or_nothing() -> None:
    batch = drawn()
    first, second = batch.payments.order_by("number")
    actions.cancel(second, by=finance(), at=NOW, reason="wrong")

    with pytest.raises(Refusal, match=second.number):
        actions.release(batch, by=finance(), at=NOW)

    assert states(batch) == ("drawn", "approved", "cancelled")
    assert first.status == "approved"


def test_a_batch_is_of_one_source() -> None:
    award = planned()
    open_gates(award)
    city, district = award.tranches.filter(sequence=1)
    payments = [approved(city), approved(district)]

    for chosen in (payments, []):
        with pytest.raises(Refusal, match="all of one source"):
            actions.draw_up(payments=chosen, by=finance(), at=NOW)


def test_a_spreadsheet_computes_nothing_of_the_file() -> None:
    order = Order(
        "ZF1", "=1+1", "bank\nof", "313581003285", "6222", Decimal("5.00"), "@x"
    )

    text = write_file("PC1", DAY, [order])

    assert "'=1+1,bank of," in text
    assert "'@x" in text


# In ----------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\xfa", "not a text file"),
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
    content = content.replace(b"{n}", batch.number.encode()).replace(b"{c}", columns)

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


# Pages -------------------------------------------------------------------------------


def staff(client, *roles: Role) -> None:
    client.force_login(a_user(*roles))
    client.cookies["django_language"] = "en"


def press(client, batch: PaymentBatch, verb: str, **told: str) -> None:
    page = reverse("admin:programs_paymentbatch_press", args=[batch.pk, verb])
    client.post(page, told)


def test_a_batch_goes_its_way_by_buttons(client, tmp_path) -> None:
    payments = waiting()
    staff(client, Role.FINANCE)
    page = reverse("admin:programs_payment_draw_up")

    assert payments[0].number in client.get(page).content.decode()
    client.post(page, {"payments": [each.pk for each in payments]})
    batch = PaymentBatch.objects.get()
    staff(client, Role.FINANCE)
    press(client, batch, "release")
    told = tmp_path / "reply.csv"
    told.write_bytes(reply(batch, *map(answer, payments)))
    errand = reverse("admin:programs_paymentbatch_take_in_reply", args=[batch.pk])
    with told.open("rb") as file:
        client.post(errand, {"file": file})

    assert states(batch) == ("settled", "paid", "paid")
    page = client.get(reverse("batch", args=[batch.number])).content.decode()
    assert "all of it agrees with the ledger" in page
    file = client.get(reverse("batch-file", args=[batch.number]))
    assert file.content.decode() == batch.content
    assert client.get(reverse("batch-cover", args=[batch.number])).content[:4] == (
        b"%PDF"
    )


def test_who_does_not_read_money_finds_no_batch(client) -> None:
    batch = drawn(1)

    staff(client, Role.AUDITOR)
    assert client.get(reverse("batch", args=[batch.number])).status_code == 200
    assert client.get(reverse("batch-file", args=[batch.number])).status_code == 403
    staff(client, Role.EXPERT)
    assert client.get(reverse("batch", args=[batch.number])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_payment_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    batch = released(count)
    take_in(batch, reply(batch, *map(answer, batch.payments.all())))
    staff(client, Role.FINANCE)

    # user with grants, batch, payments, lines, replies, wrong sums
    with django_assert_num_queries(6):
        client.get(reverse("batch", args=[batch.number]))
    with django_assert_num_queries(3):  # user with grants, count, rows
        client.get(reverse("admin:programs_paymentbatch_changelist"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_cover_sheet_says_what_the_file_says(language: str) -> None:
    batch = drawn()

    told = cover(batch, language)

    (table, *__) = [b for b in told["blocks"] if b["kind"] == "table"]
    assert table["rows"][-1][-1] == "1,800,000.02"
    assert told["sha256"] == batch.sha256
    assert all(_short(row) for row in table["rows"][:-1])


def _short(row: Sequence[str]) -> bool:
    return row[4].startswith("···· ") and len(row[4]) == 9


def test_every_line_of_a_reply_stays_as_it_came() -> None:
    batch = released(1)
    told = take_in(batch, reply(batch, answer(batch.payments.get())))

    assert ReplyLine.objects.get().amount == Decimal("900000.01")
    assert told.content.count("\r\n") == 3
