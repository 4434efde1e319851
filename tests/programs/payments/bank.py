"""Batches to test with, and what a bank answers."""

from datetime import date, datetime
from decimal import Decimal

from foundation.accounts.permissions import Role
from programs.models import BankReply, Payment, PaymentBatch
from programs.payments import actions
from tests.city import a_program, a_user
from tests.programs.stages import NOW, approved, finance, open_gates, planned

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


def take_in(batch: PaymentBatch, content: bytes, at: datetime = NOW) -> BankReply:
    return actions.take_in(
        batch, name="reply.csv", content=content, by=finance("Hu"), at=at
    )


def states(batch: PaymentBatch) -> tuple[str, ...]:
    batch.refresh_from_db()
    rows = batch.payments.order_by("number").values_list("status", flat=True)
    return (batch.status, *rows)


def outcomes(told: BankReply) -> list[tuple[str, bool]]:
    return [(line.outcome, bool(line.posted_on)) for line in told.lines.all()]


def staff(client, *roles: Role) -> None:
    client.force_login(a_user(*roles))
    client.cookies["django_language"] = "en"
