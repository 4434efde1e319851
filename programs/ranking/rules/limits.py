"""Limits as they are kept in a row: plain words and texts, the same every time."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from programs.ranking.rules.cut import Limits


def dumped(limits: Limits) -> dict[str, Any]:
    """As JSON keeps it.

    >>> dumped(Limits(places=2, budget=Decimal("4.50"), types={"tech": 1}))["budget"]
    '4.50'
    """
    return {
        "places": limits.places,
        "budget": None if limits.budget is None else str(limits.budget),
        "least": None if limits.least is None else str(limits.least),
        "reserves": limits.reserves,
        "districts": dict(sorted(limits.districts.items())),
        "fields": dict(sorted(limits.fields.items())),
        "sizes": dict(sorted(limits.sizes.items())),
        "types": dict(sorted(limits.types.items())),
    }


def loaded(kept: Mapping[str, Any]) -> Limits:
    """Back again.

    >>> limits = Limits(least=Decimal("60"), districts={"440106": 3}, sizes={"": 1})
    >>> loaded(dumped(limits)) == limits
    True
    """
    budget, least = kept.get("budget"), kept.get("least")
    return Limits(
        places=kept.get("places"),
        budget=None if budget is None else Decimal(budget),
        least=None if least is None else Decimal(least),
        reserves=kept.get("reserves", 0),
        districts=kept.get("districts", {}),
        fields=kept.get("fields", {}),
        sizes=kept.get("sizes", {}),
        types=kept.get("types", {}),
    )
