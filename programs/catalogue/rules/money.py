"""The arithmetic of awards, told step by step (D§1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.money import matched, to_cent

Inputs = Mapping[str, Decimal | str]
MILLION = Decimal(1_000_000)

# R&D post-subsidy: (up to this spending in yuan, rate within the bracket).
BRACKETS = [
    (100 * MILLION, Decimal("0.05")),
    (500 * MILLION, Decimal("0.025")),
    (1000 * MILLION, Decimal("0.02")),
    (None, Decimal("0.01")),
]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: a sentence, and the yuan that it arrives at."""

    text: StrOrPromise
    figure: Decimal
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In the language that is active."""
        return str(self.text) % self.facts


@dataclass(frozen=True, slots=True)
class Derivation:
    """What an award is worth, and the steps that lead to it."""

    amount: Decimal
    steps: tuple[Step, ...]


Formula = Callable[[str, Inputs, Decimal], Derivation]


def capped(steps: tuple[Step, ...], ceiling: Decimal) -> Derivation:
    """The last step's figure, but at most the ceiling.

    >>> capped((Step("so much", Decimal(7)),), Decimal(5)).amount
    Decimal('5.00')
    """
    reached = to_cent(steps[-1].figure)
    amount = min(reached, to_cent(ceiling))
    said = (
        _("This is more than the program's ceiling, so the ceiling is the award.")
        if amount < reached
        else _("This is within the program's ceiling of %(ceiling)s yuan.")
    )
    last = Step(said, amount, {"ceiling": f"{ceiling:,.2f}"})
    return Derivation(amount, (*steps, last))


def sources(amount: Decimal, city_ratio: Decimal) -> tuple[Step, Step]:
    """What the city and the district pay of an award; together they are the award."""
    city, district = matched(amount, city_ratio)
    percent = f"{city_ratio * 100:.1f}".removesuffix(".0")
    return (
        Step(
            _("The city pays %(share)s of it, rounded to the cent."),
            city,
            {"share": f"{percent}%"},
        ),
        Step(_("The district pays what is left."), district),
    )


def post_subsidy(spending: Decimal) -> Decimal:
    """R&D post-subsidy in yuan for a year's R&D spending in yuan (D§1.3).

    >>> [int(post_subsidy(Decimal(n) * 1_000_000)) for n in (5, 80, 100, 300, 800)]
    [250000, 4000000, 5000000, 10000000, 21000000]
    """
    return to_cent(sum((part for __, __, part in brackets(spending)), Decimal(0)))


def brackets(spending: Decimal) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Of each bracket that is reached: the spending in it, its rate, its part.

    >>> [str(part) for _, _, part in brackets(Decimal(300_000_000))]
    ['5000000.00', '5000000.000']
    """
    found, floor = [], Decimal(0)
    for top, rate in BRACKETS:
        reached = spending if top is None else min(spending, top)
        if reached > floor:
            within = reached - floor
            found.append((within, rate, within * rate))
        if top is None or spending <= top:
            break
        floor = top
    return found
