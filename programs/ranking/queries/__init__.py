"""Who stands where in a call, and what there is left to give."""

from programs.ranking.queries.amounts import Amount, amounts, derived
from programs.ranking.queries.boards import (
    IN_PLAY,
    OPEN,
    Room,
    Row,
    board,
    calls,
    entrants,
    room,
    visited,
)

__all__ = [
    "IN_PLAY",
    "OPEN",
    "Amount",
    "Room",
    "Row",
    "amounts",
    "board",
    "calls",
    "derived",
    "entrants",
    "room",
    "visited",
]
