"""How an award is divided into tranches, to the last cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from foundation.money import split
from programs.catalogue.rules import Kind
from programs.monitoring.rules.calendar import calendar
from programs.payments.states import GateKind

FIRST_DUE = timedelta(days=30)  # calendar days after the decision (D§2.1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A tranche before it is a row."""

    sequence: int
    source: str
    amount: Decimal
    due_on: date


def report_before(sequence: int) -> int:
    """The yearly report that a part may wait for: before the second part the first."""
    return max(sequence - 1, 1)


def report_days(kind: Kind, decided_on: date) -> dict[int, date]:
    """Of each part that waits for a yearly report, when the city has confirmed it."""
    return {
        number: calendar(decided_on, report_before(number)).confirmed_by
        for number in range(1, len(kind.tranches) + 1)
        if GateKind.REPORT_CONFIRMED in kind.gates_of(number)
    }


def tranches(
    shares: Mapping[str, Decimal],
    percents: Sequence[int],
    decided_on: date,
    not_before: Mapping[int, date] | None = None,
) -> list[Planned]:
    """Each source's share in parts of `percents`, a year apart; the parts add up.

    `not_before` says of a part on which day what it waits for can be there.

    >>> parts = tranches({"city": Decimal("0.05")}, (50, 30, 20), date(2024, 2, 29))
    >>> [(str(part.amount), str(part.due_on)) for part in parts]
    [('0.03', '2024-03-30'), ('0.01', '2025-03-30'), ('0.01', '2026-03-30')]
    >>> share, spring = {"city": Decimal(2)}, {2: date(2026, 4, 30)}
    >>> [str(p.due_on) for p in tranches(share, (50, 50), date(2024, 2, 29), spring)]
    ['2024-03-30', '2026-04-30']
    """
    first, waits = decided_on + FIRST_DUE, not_before or {}
    days = [_years_later(first, later) for later in range(len(percents))]
    return [
        Planned(number, source, amount, max(days[number - 1], waits.get(number, first)))
        for source, share in shares.items()
        for number, amount in enumerate(split(share, percents), start=1)
        if amount > 0
    ]


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
