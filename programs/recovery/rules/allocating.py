"""What an installment counts toward: interest first, then principal.

The Civil Code (article 561) says so where nothing else was agreed. Interest of a
demand is fixed when it is made, so the order changes nothing of the sum; it leaves
principal as what is owed last, and that is what a write-off is a loss of. Within each
part, city and district get back by what is left of their claims.
"""

from collections.abc import Mapping
from decimal import Decimal

from foundation.money import CENT, split
from programs.recovery.states import Part

Key = tuple[str, str]  # source, part


def allocate(amount: Decimal, left: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Divide `amount` among what is left of the claims; it is at most their sum.

    >>> left = {("city", "principal"): Decimal("60.00"),
    ...     ("district", "principal"): Decimal("40.00"),
    ...     ("city", "interest"): Decimal("1.50")}
    >>> for key, part in sorted(allocate(Decimal("51.51"), left).items()):
    ...     print(*key, part)
    city interest 1.50
    city principal 30.01
    district principal 20.00
    """
    if not 0 < amount <= sum(left.values()):
        raise ValueError(f"{amount} is not within what is left")
    divided: dict[Key, Decimal] = {}
    for part in (Part.INTEREST, Part.PRINCIPAL):
        open_ = {key: owed for key, owed in left.items() if key[1] == part and owed}
        share = min(amount, sum(open_.values(), Decimal(0)))
        divided |= _shared(share, open_)
        amount -= share
    return {key: each for key, each in divided.items() if each}


def _shared(amount: Decimal, left: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """By what is left, to the last cent; nobody gets more than is left of theirs."""
    if not amount:
        return {}
    weights = [int(owed / CENT) for owed in left.values()]
    return dict(zip(left, split(amount, weights), strict=True))
