"""Files for the bank, drawn up by the use cases: answered, blocked, and waiting."""

from datetime import datetime, timedelta
from decimal import Decimal

from config.demo.scene import Scene
from foundation.accounts.models import User
from foundation.money import ZERO
from foundation.periods import city_day
from programs.catalogue import actions as catalogue
from programs.catalogue.states import Source
from programs.models import BudgetLine, Payment, PaymentBatch
from programs.payments import actions
from programs.payments.queries import look, ready

EACH = 2  # payments in a batch
COLUMNS = "payment,account,amount,result,reference,day,reason"


def send(scene: Scene) -> None:
    """One batch answered in full, one whose reply differs, one that waits."""
    able = [payment for payment in ready() if _can_go(scene, payment)]
    found = [payment for payment in able if payment.tranche.source == Source.CITY]
    for tell in (_answered, _blocked, _waiting):
        chosen, found = found[:EACH], found[EACH:]
        if chosen:
            tell(scene, chosen)
    _adjust(scene)


def _can_go(scene: Scene, payment: Payment) -> bool:
    """Every condition that was not waived is so today."""
    gates = payment.tranche.gates.filter(waived_at=None)
    answers = [look(payment.tranche, gate.kind, scene.now) for gate in gates]
    return all(answer is None or answer.met for answer in answers)


def _person(scene: Scene, code: str) -> User:
    return User.objects.get(pk=scene.people[code])


def _drawn(scene: Scene, payments: list[Payment], at: datetime) -> PaymentBatch:
    by = _person(scene, "finance")
    batch: PaymentBatch = actions.draw_up(payments=payments, by=by, at=at)
    return batch


def _released(scene: Scene, payments: list[Payment], at: datetime) -> PaymentBatch:
    batch = _drawn(scene, payments, at)
    by = _person(scene, "finance2")
    actions.release(batch, by=by, at=at + timedelta(hours=1))
    return batch


def _answered(scene: Scene, payments: list[Payment]) -> None:
    """The first was paid; the account of the second had been closed."""
    at = scene.now - timedelta(days=3)
    batch = _released(scene, payments, at)
    first, *rest = payments
    lines = [
        _line(first, "paid", at),
        *(_line(each, "returned", at, reason="账户已销户") for each in rest),
    ]
    _take_in(scene, batch, lines, first.amount, at + timedelta(days=1))


def _blocked(scene: Scene, payments: list[Payment]) -> None:
    """The bank's amount of the last is a hundred yuan short."""
    at = scene.now - timedelta(days=2)
    batch = _released(scene, payments, at)
    *rest, last = payments
    short = last.amount - 100
    lines = [
        *(_line(each, "paid", at) for each in rest),
        _line(last, "paid", at, short),
    ]
    total = sum((each.amount for each in rest), ZERO) + short
    _take_in(scene, batch, lines, total, at + timedelta(days=1))


def _waiting(scene: Scene, payments: list[Payment]) -> None:
    _drawn(scene, payments, scene.now - timedelta(hours=20))


def _line(
    payment: Payment,
    result: str,
    at: datetime,
    amount: Decimal | None = None,
    *,
    reason: str = "",
) -> str:
    day = city_day(at)
    reference = f"HD{day:%Y%m%d}{payment.pk:06d}"
    return ",".join(
        [payment.number, payment.account_number, str(amount or payment.amount), result,
         reference, str(day), reason]
    )  # fmt: skip


def _take_in(
    scene: Scene, batch: PaymentBatch, lines: list[str], total: Decimal, at: datetime
) -> None:
    day = city_day(at)
    head = f"KAPOK-REPLY,1,{batch.number},{day},{len(lines)},{total}"
    content = "\r\n".join([head, COLUMNS, *lines, ""]).encode()
    name = f"回单-{batch.number}.csv"
    by = _person(scene, "finance")
    actions.take_in(batch, name=name, content=content, by=by, at=at)


def _adjust(scene: Scene) -> None:
    """A supplement to this year's budget of the city, decided in the summer."""
    line = BudgetLine.objects.filter(year=scene.today.year, source=Source.CITY).first()
    if line is not None:
        catalogue.adjust_line(
            line,
            amount=Decimal("2000000.00"),
            document=f"穗财教〔{scene.today.year}〕118号",
            reason="年中追加预算。",
            by=_person(scene, "finance2"),
            at=scene.now - timedelta(days=30),
        )
