"""Places by score: how ties are broken (D§2.5), and who would change places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides the place of one application."""

    key: int
    score: Decimal
    first_criterion: Decimal = NONE
    intensity: Decimal | None = None  # R&D expenditure by revenue
    vote: int | None = None  # votes of the panel, where it had to decide

    @property
    def rank(self) -> tuple[Decimal, Decimal, Decimal, int]:
        """Score, mean of criterion 1, R&D intensity, panel vote: higher is better."""
        unknown = Decimal(-1)
        intensity = unknown if self.intensity is None else self.intensity
        vote = -1 if self.vote is None else self.vote
        return (self.score, self.first_criterion, intensity, vote)


@dataclass(frozen=True, slots=True)
class Shift:
    """One application whose side of the line depends on the method."""

    key: int
    before: int
    after: int
    enters: bool


def ranked(standings: Iterable[Standing]) -> list[tuple[int, Standing]]:
    """Everybody with a place, best first; whom nothing tells apart share one.

    >>> a = Standing(1, Decimal(85), Decimal(27))
    >>> b = Standing(2, Decimal(85), Decimal(28))
    >>> c, d = Standing(3, Decimal(90)), Standing(4, Decimal(85), Decimal(27))
    >>> [(place, one.key) for place, one in ranked([a, b, c, d])]
    [(1, 3), (2, 2), (3, 1), (3, 4)]
    """
    rows = sorted(standings, key=lambda one: one.key)
    rows.sort(key=lambda one: one.rank, reverse=True)
    placed: list[tuple[int, Standing]] = []
    for _rank, alike in groupby(rows, key=lambda one: one.rank):
        place = len(placed) + 1
        placed.extend((place, one) for one in alike)
    return placed


def places(scores: Mapping[int, Decimal]) -> dict[int, int]:
    """Places by one figure alone.

    >>> places({7: Decimal(80), 8: Decimal(90), 9: Decimal(80)})
    {8: 1, 7: 2, 9: 2}
    """
    rows = ranked(Standing(key, score) for key, score in scores.items())
    return {one.key: place for place, one in rows}


def shifts(
    before: Mapping[int, Decimal], after: Mapping[int, Decimal], line: int
) -> list[Shift]:
    """Who would enter or leave the first `line` places if `after` were the score.

    >>> raw = {1: Decimal(90), 2: Decimal(80), 3: Decimal(70)}
    >>> [(s.key, s.enters) for s in shifts(raw, raw | {3: Decimal(85)}, 2)]
    [(3, True), (2, False)]
    """
    first, second = places(before), places(after)
    moved = [
        Shift(key, first[key], second[key], enters=second[key] <= line)
        for key in first.keys() & second.keys()
        if (first[key] <= line) != (second[key] <= line)
    ]
    return sorted(moved, key=lambda one: (not one.enters, one.after, one.key))
