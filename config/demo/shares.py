"""Dividing a whole into parts that add up to it, to the last company and cent."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

CENT = Decimal("0.01")


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of `total` in proportion to `weights`; they add up to it.

    Each boundary between two parts is rounded, never the parts themselves.

    >>> shares(10, [1, 1, 1])
    [3, 4, 3]
    >>> sum(shares(4739, [22, 21, 13, 9, 9, 8]))
    4739
    """
    whole = sum(weights)
    if not whole:
        raise ValueError("nothing to divide by")
    ends = [round(total * reached / whole) for reached in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def areas(total: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """The same for square meters, to the hundredth.

    >>> areas(Decimal("1.00"), [1, 1, 1])
    [Decimal('0.33'), Decimal('0.34'), Decimal('0.33')]
    """
    cents = shares(int(total / CENT), weights)
    return [Decimal(part) * CENT for part in cents]


def scaled(count: int, scale: float, *, least: int = 0) -> int:
    """`count` in a city `scale` times as large.

    >>> scaled(4739, 1), scaled(230, 0.05), scaled(1, 0.05, least=1)
    (4739, 12, 1)
    """
    return max(least, round(count * scale))
