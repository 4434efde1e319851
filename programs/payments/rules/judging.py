"""What a line of the bank's reply is, seen from what is known of its payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from programs.payments.rules.bankfiles import Line
from programs.payments.states import Answer, Outcome, Status


@dataclass(frozen=True, slots=True)
class Known:
    """A payment of the batch, as far as it has come."""

    account: str
    amount: Decimal
    status: str
    reference: str = ""
    paid_on: date | None = None
    returned_on: date | None = None
    heard: frozenset[tuple[str, str, date]] = frozenset()  # answers posted before


def judge(line: Line, known: Known | None) -> Outcome:
    """What to do with a line: post it, pass over it, or stop and ask the bank.

    >>> day = date(2026, 3, 2)
    >>> sent = Known("123", Decimal("5.00"), "instructed")
    >>> paid = Line("ZF1", "123", Decimal("5.00"), "paid", "B1", day)
    >>> judge(paid, sent).value, judge(paid, None).value
    ('matched', 'unknown')
    >>> judge(replace(paid, amount=Decimal("5.01")), sent).value
    'differs'
    >>> done = after(paid, sent)
    >>> judge(paid, done).value, judge(replace(paid, reference="B2"), done).value
    ('duplicate', 'contradictory')
    """
    if known is None:
        return Outcome.UNKNOWN
    if (line.account, line.amount) != (known.account, known.amount):
        return Outcome.DIFFERS
    if (line.result, line.reference, line.day) in known.heard:
        return Outcome.DUPLICATE
    if known.status == Status.INSTRUCTED:
        return Outcome.MATCHED
    if line.result == Answer.PAID:
        return _paid_again(line, known)
    return _returned(line, known)


def _paid_again(line: Line, known: Known) -> Outcome:
    """It was answered before: the same, overtaken, or something else."""
    same = (known.reference, known.paid_on) == (line.reference, line.day)
    if known.status == Status.PAID and same:
        return Outcome.DUPLICATE
    came_back = known.status == Status.RETURNED and known.returned_on is not None
    if came_back and known.returned_on and line.day <= known.returned_on:
        return Outcome.LATE
    return Outcome.CONTRADICTORY


def _returned(line: Line, known: Known) -> Outcome:
    if known.status == Status.PAID and known.paid_on and line.day >= known.paid_on:
        return Outcome.MATCHED
    if known.status == Status.RETURNED and line.day == known.returned_on:
        return Outcome.DUPLICATE
    return Outcome.CONTRADICTORY


def after(line: Line, known: Known) -> Known:
    """What is known once this line has been posted."""
    heard = known.heard | {(line.result, line.reference, line.day)}
    if line.result == Answer.RETURNED:
        return replace(known, status=Status.RETURNED, returned_on=line.day, heard=heard)
    return replace(
        known,
        status=Status.PAID,
        reference=line.reference,
        paid_on=line.day,
        heard=heard,
    )


def judge_all(lines: Sequence[Line], known: Mapping[str, Known]) -> list[Outcome]:
    """Every line in the order in which things happened, whatever their order here.

    Two payments under one reference contradict each other, whichever came first.
    """
    facts, outcomes = dict(known), [Outcome.UNKNOWN] * len(lines)
    owners = {each.reference: name for name, each in known.items() if each.reference}
    for at in in_order(lines):
        line = lines[at]
        fact = facts.get(line.payment)
        outcome = judge(line, fact)
        owner = owners.get(line.reference, line.payment)
        if outcome == Outcome.MATCHED and owner != line.payment:
            outcome = Outcome.CONTRADICTORY
        if outcome == Outcome.MATCHED and fact is not None:
            facts[line.payment] = after(line, fact)
            owners[line.reference] = line.payment
        outcomes[at] = outcome
    return outcomes


def in_order(lines: Sequence[Line]) -> list[int]:
    """The positions of the lines as things happened; in one day as they are told."""
    return sorted(range(len(lines)), key=lambda at: _when(lines[at]))


def _when(line: Line) -> tuple[date, bool]:
    """Money leaves before it comes back."""
    return line.day, line.result == Answer.RETURNED
