"""How an award is divided into tranches, to the last cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from foundation.money import split

FIRST_DUE = timedelta(days=30)  # calendar days after the decision (D§2.1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A tranche before it is a row."""

    sequence: int
    source: str
    amount: Decimal
    due_on: date


def tranches(
    shares: Mapping[str, Decimal], percents: Sequence[int], decided_on: date
) -> list[Planned]:
    """Each source's share in parts of `percents`, a year apart; the parts add up.

    >>> parts = tranches({"city": Decimal("0.05")}, (50, 30, 20), date(2024, 2, 29))
    >>> [(str(part.amount), str(part.due_on)) for part in parts]
    [('0.03', '2024-03-30'), ('0.01', '2025-03-30'), ('0.01', '2026-03-30')]
    """
    first = decided_on + FIRST_DUE
    return [
        Planned(number, source, amount, _years_later(first, number - 1))
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
