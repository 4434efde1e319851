"""Money: exact yuan with two decimals; never negative unless a model says otherwise."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django_stubs_ext import StrOrPromise

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


class FiniteDecimalField(models.DecimalField[Decimal, Decimal]):
    """Without PostgreSQL's NaN, which is larger than every limit."""

    def db_check(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002  # Django's signature
        return f"{self.column} <> 'NaN'"


def money_field(
    label: StrOrPromise | None = None, **options: Any
) -> FiniteDecimalField:  # fmt: skip
    """A column of yuan; the type itself holds no third decimal."""
    return FiniteDecimalField(label, max_digits=16, decimal_places=2, **options)


def area_field(
    label: StrOrPromise | None = None, **options: Any
) -> FiniteDecimalField:  # fmt: skip
    """A column of square meters, to the hundredth."""
    return FiniteDecimalField(label, max_digits=12, decimal_places=2, **options)


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
