"""What an indicator says about itself, and the cross-checks between figures (D§3.7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

Figures = Mapping[str, Decimal]


class Unit(StrEnum):
    THOUSAND_YUAN = "thousand_yuan"
    PEOPLE = "people"
    PIECES = "pieces"


UNIT_LABELS = {
    Unit.THOUSAND_YUAN: _("thousand yuan"),
    Unit.PEOPLE: pgettext_lazy("unit", "people"),
    Unit.PIECES: _("pieces"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that companies report every year."""

    code: str
    label: StrOrPromise
    unit: Unit
    at_most: tuple[str, ...] = field(default=())  # figures that it cannot exceed
    negative: bool = False
    needed: bool = False  # a return cannot be submitted without it

    def objections(self, figures: Figures) -> Iterator[tuple[str, StrOrPromise]]:
        """What is wrong with this figure among the others: code and sentence."""
        mine = figures.get(self.code)
        if mine is None:
            return
        if mine < 0 and not self.negative:
            yield "negative", _("This figure cannot be negative.")
        if self.unit != Unit.THOUSAND_YUAN and mine != mine.to_integral_value():
            yield "whole", _("This figure is a whole number.")
        for other in self.at_most:
            if other in figures and mine > figures[other]:
                yield "part", _("A part cannot be more than its total.")


ROUNDING = Decimal(1)  # thousand yuan by which a balance may miss


def balances(figures: Figures) -> bool:
    """Whether assets are liabilities and equity, as far as all three are told.

    >>> balances({"ASSET": Decimal(9), "LIAB": Decimal(5), "EQUITY": Decimal(3)})
    True
    >>> balances({"ASSET": Decimal(9), "LIAB": Decimal(5), "EQUITY": Decimal(2)})
    False
    """
    told = [figures.get(code) for code in ("ASSET", "LIAB", "EQUITY")]
    if None in told:
        return True
    assets, liabilities, equity = (Decimal(figure or 0) for figure in told)
    return abs(assets - liabilities - equity) <= ROUNDING


SUDDEN = Decimal("0.5")
SLIPS = (Decimal(10), Decimal(1000), Decimal(10000))
SLIP_MARGIN = Decimal("0.05")


def looks_like_unit_error(value: Decimal, last_year: Decimal) -> bool:
    """Whether the ratio to last year is close to 10, 1,000 or 10,000 either way.

    >>> looks_like_unit_error(Decimal(52000), Decimal(52))
    True
    >>> looks_like_unit_error(Decimal(60), Decimal(52))
    False
    """
    if not value or not last_year:
        return False
    ratio = abs(value / last_year)
    return any(abs(max(ratio, 1 / ratio) / slip - 1) <= SLIP_MARGIN for slip in SLIPS)


def changed_suddenly(value: Decimal, last_year: Decimal) -> bool:
    """More than half up or down: plausible, but it wants an explanation."""
    return bool(last_year) and abs(value / last_year - 1) > SUDDEN
