"""Drawing experts and adding up their scores (D§2.5), repeatable by anyone."""

import hashlib
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

CENT = Decimal("0.01")
TRIMMED_FROM = 5  # scores from which the highest and the lowest are dropped
OUTLIER = 20
LOW, HIGH, EXPLAINED = 60, 90, 50  # totals that need a comment of so many characters


def aggregate(scores: Sequence[Decimal]) -> Decimal:
    """One number for an application, from the totals of its experts.

    From five scores on, one highest and one lowest are dropped.

    >>> aggregate([Decimal(n) for n in (92, 85, 88, 70, 90)])
    Decimal('87.67')
    >>> aggregate([Decimal(n) for n in (60, 78, 80, 81, 83, 85, 99)])
    Decimal('81.40')
    >>> aggregate([Decimal(n) for n in (92, 85, 88, 70)])
    Decimal('83.75')
    """
    counted = sorted(scores)
    if len(counted) >= TRIMMED_FROM:
        counted = counted[1:-1]
    return (sum(counted, Decimal(0)) / len(counted)).quantize(CENT, ROUND_HALF_UP)


def outliers(scores: Sequence[Decimal]) -> list[Decimal]:
    """Scores more than 20 points from the median: the chair confirms them.

    >>> outliers([Decimal(n) for n in (92, 85, 88, 60)])
    [Decimal('60')]
    """
    middle = median(scores) if scores else Decimal(0)
    return [score for score in scores if abs(score - middle) > OUTLIER]


def needs_explaining(total: Decimal) -> bool:
    return total < LOW or total > HIGH


def draw(pool: Sequence[str], size: int, seed: str) -> list[str]:
    """`size` names from `pool`, decided by `seed` alone, on any machine.

    Each name gets the SHA-256 of seed and name as its lot; the lowest lots are drawn.

    >>> draw(["a", "b", "c", "d"], 2, "2026-kapok")
    ['b', 'a']
    """
    if size > len(pool):
        raise ValueError("the pool is smaller than the panel")
    lots = {name: hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest() for name in pool}
    return sorted(pool, key=lots.__getitem__)[:size]
