"""Batches for the bank: one file out, by two people; and their pages."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import PaymentBatch
from programs.payments import actions
from programs.payments.queries import cover, ready
from programs.payments.rules import Order, write_file
from tests.programs.payments.bank import (
    DAY,
    answer,
    drawn,
    released,
    reply,
    staff,
    states,
    take_in,
    waiting,
)
from tests.programs.stages import NOW, approved, finance, open_gates, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_batch_is_drawn_up_by_one_and_released_by_another() -> None:
    payments, maker = waiting(), finance()
    assert list(ready()) == payments

    batch = actions.draw_up(payments=payments, by=maker, at=NOW)
    with pytest.raises(Refusal, match="another person than who drew it up"):
        actions.release(batch, by=maker, at=NOW)
    assert states(batch) == ("drawn", "approved", "approved")
    releaser = finance()
    actions.release(batch, by=releaser, at=NOW)

    assert states(batch) == ("released", "instructed", "instructed")
    assert {each.instructed_by for each in batch.payments.all()} == {releaser}
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


def test_a_reply_that_blocks_the_batch_is_not_said_to_be_done(client) -> None:
    batch = released()
    lines = [answer(each) for each in batch.payments.all()]
    file = SimpleUploadedFile("reply.csv", reply(batch, *lines, total="1.00"))
    staff(client, Role.FINANCE)
    errand = reverse("admin:programs_paymentbatch_take_in_reply", args=[batch.pk])

    told = client.post(errand, {"file": file}, follow=True)

    said = [str(message) for message in told.context["messages"]]
    assert said == [
        "The reply was kept, and the batch is blocked: see the next step below."
    ]
    assert states(batch) == ("blocked", "instructed", "instructed")


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
    with django_assert_num_queries(4):  # user with grants, views, count, rows
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
