"""The arithmetic of awards (D§1.3)."""

from collections.abc import Mapping
from decimal import Decimal

from foundation.money import to_cent

Inputs = Mapping[str, Decimal | str]
MILLION = Decimal(1_000_000)

# R&D post-subsidy: (up to this spending in yuan, rate within the bracket).
BRACKETS = [
    (100 * MILLION, Decimal("0.05")),
    (500 * MILLION, Decimal("0.025")),
    (1000 * MILLION, Decimal("0.02")),
    (None, Decimal("0.01")),
]


def post_subsidy(spending: Decimal) -> Decimal:
    """R&D post-subsidy in yuan for a year's R&D spending in yuan (D§1.3).

    >>> [int(post_subsidy(Decimal(n) * 1_000_000)) for n in (5, 80, 100, 300, 800)]
    [250000, 4000000, 5000000, 10000000, 21000000]
    """
    total, floor = Decimal(0), Decimal(0)
    for top, rate in BRACKETS:
        reached = spending if top is None else min(spending, top)
        if reached > floor:
            total += (reached - floor) * rate
        if top is None or spending <= top:
            break
        floor = top
    return to_cent(total)
