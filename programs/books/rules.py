"""What an award's account says: how its sums belong together, line by line.

Two things hold on every day: the promise is what stands with the company, what is left
and what has lapsed; and what is left is what its parts wait for, what no part was
planned for, and what the company gave back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.money import ZERO
from programs.awards.states import LIVE


@dataclass(frozen=True, slots=True)
class Position:
    """The sums of one award at the end of a day, in yuan."""

    award: int
    status: str
    promised: Decimal
    planned: Decimal
    paid: Decimal
    returned: Decimal
    recovered: Decimal
    interest: Decimal
    written_off: Decimal
    remitted: Decimal  # interest that was given up
    from_city: Decimal
    from_district: Decimal
    under_way: Decimal
    payable: Decimal
    gated: Decimal
    later: Decimal
    settled: Decimal  # parts that stand paid

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def net(self) -> Decimal:
        """What stands with the company."""
        return self.paid - self.returned - self.recovered

    @property
    def left(self) -> Decimal:
        """What may still be paid."""
        return self.promised - self.net if self.is_live else ZERO

    @property
    def lapsed(self) -> Decimal:
        """What was promised and will not be paid any more."""
        return self.promised - self.net - self.left

    @property
    def unplanned(self) -> Decimal:
        """What is left and belongs to no part, given back by the company apart."""
        if not self.is_live:
            return ZERO
        parts = self.under_way + self.payable + self.gated + self.later
        return self.left - parts - self.recovered

    def adds_up(self) -> bool:
        """Whether the account is one that an award can have."""
        sums = (self.net, self.left, self.lapsed, self.unplanned, self.settled)
        beside = (self.interest, self.written_off, self.remitted)
        return (
            self.promised == self.net + self.left + self.lapsed
            and self.net == self.from_city + self.from_district
            and self.settled == self.paid - self.returned
            and all(each >= 0 for each in (*sums, *beside))
            and self.written_off <= max(self.net, ZERO)
        )


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry of the ledger, and what it undoes, as far as its line needs it."""

    day: date
    kind: str
    label: str
    source: str
    amount: Decimal
    undoes: str = ""
    reference: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the statement, with the balance after it."""

    day: date
    label: str
    why: str
    source: str
    reference: str
    out: Decimal
    back: Decimal
    beside: Decimal  # interest and losses: they do not change what stands
    balance: Decimal


OUT, BACK = ("payment",), ("return", "recovery")


def statement(entries: Iterable[Booked]) -> list[Line]:
    """The entries as a bank statement: what came, what went back, what stands.

    >>> day, kind = date(2026, 3, 2), "payment"
    >>> booked = [
    ...     Booked(day, kind, "", "city", Decimal("9.00")),
    ...     Booked(day, "reversal", "", "city", Decimal("9.00"), undoes=kind),
    ... ]
    >>> [str(line.balance) for line in statement(booked)]
    ['9.00', '0.00']
    """
    balance, lines = ZERO, []
    for entry in entries:
        out, back, beside = _sides(entry)
        balance += out - back
        lines.append(
            Line(
                entry.day,
                entry.label,
                entry.why,
                entry.source,
                entry.reference,
                out,
                back,
                beside,
                balance,
            )
        )
    return lines


def _sides(entry: Booked) -> tuple[Decimal, Decimal, Decimal]:
    """Out, back and beside; a reversal stands on the other side of what it undoes."""
    kind, nothing = entry.undoes or entry.kind, ZERO
    if kind not in (*OUT, *BACK):
        return nothing, nothing, -entry.amount if entry.undoes else entry.amount
    out = (kind in OUT) != bool(entry.undoes)
    return (entry.amount, nothing, nothing) if out else (nothing, entry.amount, nothing)


AGES = ((30, "30"), (60, "60"), (90, "90"))
BUCKETS = ("30", "60", "90", "more")


def bucket_of(days: int) -> str:
    """The age that something has: up to 30, 60 or 90 days, or more (D§5).

    >>> [bucket_of(days) for days in (0, 30, 31, 90, 91)]
    ['30', '30', '60', '90', 'more']
    """
    return next((name for most, name in AGES if days <= most), "more")
