"""Adding up the totals of a panel (D§2.5); pure, and blind to their order."""

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
    return [score for score in scores if is_outlier(score, scores)]


def is_outlier(score: Decimal, scores: Sequence[Decimal]) -> bool:
    return abs(score - median(scores)) > OUTLIER


def mean(scores: Sequence[Decimal]) -> Decimal:
    """The plain mean, in cents.

    >>> mean([Decimal(n) for n in (92, 85, 88, 70, 90)])
    Decimal('85.00')
    """
    whole = sum(sorted(scores), Decimal(0)) / len(scores)
    return whole.quantize(CENT, ROUND_HALF_UP)


def needs_explaining(whole: Decimal) -> bool:
    return whole < LOW or whole > HIGH
