"""Money: exact yuan with two decimals; never negative unless a model says otherwise."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django_stubs_ext import StrOrPromise

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def money_field(
    label: StrOrPromise | None = None, **options: Any
) -> "models.DecimalField[Decimal, Decimal]":
    """A column of yuan; the type itself holds no third decimal."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, **options)


def area_field(
    label: StrOrPromise | None = None, **options: Any
) -> "models.DecimalField[Decimal, Decimal]":
    """A column of square meters, to the hundredth."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


def to_cent(amount: Decimal) -> Decimal:
    """Round to the cent, half up, as public accounts do.

    >>> to_cent(Decimal("0.125"))
    Decimal('0.13')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Share `total` by `weights` so that the parts always add up to it.

    >>> split(Decimal("100.00"), [1, 1, 1])
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    whole = sum(weights)
    shares = [(total * weight / whole).quantize(CENT, ROUND_DOWN) for weight in weights]
    spare_cents = int((total - sum(shares)) / CENT)
    return [
        share + CENT if position < spare_cents else share
        for position, share in enumerate(shares)
    ]


def matched(total: Decimal, city_ratio: Decimal) -> tuple[Decimal, Decimal]:
    """City and district share of an award; the remainder is the district's (D§1.3).

    >>> matched(Decimal("1000000.01"), Decimal("0.5"))
    (Decimal('500000.01'), Decimal('500000.00'))
    """
    city = to_cent(total * city_ratio)
    return city, total - city
