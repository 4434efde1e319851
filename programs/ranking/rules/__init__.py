"""What the ranking computes without the database."""

from programs.ranking.rules.cut import (
    Change,
    Cut,
    Entrant,
    Limits,
    Placed,
    Side,
    Why,
    change,
    cut,
    in_order,
)
from programs.ranking.rules.limits import dumped, loaded

__all__ = [
    "Change",
    "Cut",
    "Entrant",
    "Limits",
    "Placed",
    "Side",
    "Why",
    "change",
    "cut",
    "dumped",
    "in_order",
    "loaded",
]
