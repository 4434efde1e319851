"""Where the line falls: who is chosen under which limits, before anybody decides.

Number and budget draw one line: the first whom they do not admit ends the list, so that
nobody overtakes by asking for less. Limits per district, field, size and type are
passed by: the next in order moves up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, auto

NOTHING = Decimal("0.00")
Rank = tuple[Decimal, Decimal, Decimal, int]


class Side(StrEnum):
    """On which side of the line somebody is."""

    IN = auto()
    RESERVE = auto()
    OUT = auto()


class Why(StrEnum):
    """What keeps somebody out."""

    NUMBER = auto()
    BUDGET = auto()
    SCORE = auto()
    DISTRICT = auto()
    FIELD = auto()
    SIZE = auto()
    TYPE = auto()
    BARRED = auto()


WAITS = {Why.NUMBER, Why.BUDGET, Why.DISTRICT, Why.FIELD, Why.SIZE, Why.TYPE}


@dataclass(frozen=True, slots=True)
class Entrant:
    """What the line needs to know of one application."""

    key: int
    rank: Rank  # higher is better; equal ranks are a tie
    score: Decimal
    amount: Decimal = NOTHING
    district: str = ""
    field: str = ""
    size: str = ""
    company_type: str = ""
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Where somebody puts the line; None and absent mean no limit."""

    places: int | None = None
    budget: Decimal | None = None
    least: Decimal | None = None
    reserves: int = 0
    districts: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, int] = field(default_factory=dict)

    def caps(self) -> list[tuple[Why, Mapping[str, int]]]:
        return [
            (Why.DISTRICT, self.districts),
            (Why.FIELD, self.fields),
            (Why.SIZE, self.sizes),
            (Why.TYPE, self.types),
        ]


@dataclass(frozen=True, slots=True)
class Placed:
    """One application, its side, and what keeps it out."""

    entrant: Entrant
    side: Side
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The whole list as the limits divide it."""

    rows: tuple[Placed, ...]
    total: Decimal
    tied: frozenset[int]  # alike in everything, and on both sides of the line

    def side(self, side: Side) -> list[int]:
        return [row.entrant.key for row in self.rows if row.side == side]

    @property
    def chosen(self) -> list[int]:
        return self.side(Side.IN)


def in_order(entrants: Iterable[Entrant]) -> list[Entrant]:
    """Best first; whom nothing tells apart by the number of the application."""
    rows = sorted(entrants, key=lambda one: one.key)
    return sorted(rows, key=lambda one: one.rank, reverse=True)


def cut(entrants: Iterable[Entrant], limits: Limits) -> Cut:
    """Divide the list.

    >>> def one(key, score, amount=1):
    ...     score = Decimal(score)
    ...     rank = (score, NOTHING, NOTHING, -1)
    ...     return Entrant(key, rank, score, Decimal(amount), district="AB"[key % 2])
    >>> four = [one(1, 90), one(2, 85), one(3, 80, 5), one(4, 70)]
    >>> cut(four, Limits(places=2)).chosen
    [1, 2]
    >>> cut(four, Limits(budget=Decimal(4))).chosen  # the cheap one does not overtake
    [1, 2]
    >>> cut(four, Limits(places=2, districts={"B": 1})).chosen
    [1, 2]
    >>> cut(four, Limits(places=3, districts={"B": 1})).chosen
    [1, 2, 4]
    >>> cut(four, Limits(places=1, reserves=2)).side(Side.RESERVE)
    [2, 3]
    """
    line = _Line(limits)
    sorted_rows = in_order(entrants)
    reasons = [line.passes(entrant) for entrant in sorted_rows]
    rows = _with_reserves(sorted_rows, reasons, limits.reserves)
    return Cut(tuple(rows), line.total, _tied(rows))


class _Line:
    """Counts what has been admitted so far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count, self.total = 0, NOTHING
        self.groups: dict[tuple[Why, str], int] = {}
        self.closed: Why | None = None

    def passes(self, one: Entrant) -> Why | None:
        """Admit it, or say what keeps it out."""
        why = self._own(one) or self.closed or self._capped(one) or self._closing(one)
        if why is None:
            self.count, self.total = self.count + 1, self.total + one.amount
            for kind, value in _groups(one):
                self.groups[kind, value] = self.groups.get((kind, value), 0) + 1
        return why

    def _own(self, one: Entrant) -> Why | None:
        if one.barred:
            return Why.BARRED
        least = self.limits.least
        return Why.SCORE if least is not None and one.score < least else None

    def _capped(self, one: Entrant) -> Why | None:
        belongs = dict(_groups(one))
        for kind, caps in self.limits.caps():
            most = caps.get(belongs[kind])
            if most is not None and self.groups.get((kind, belongs[kind]), 0) >= most:
                return kind
        return None

    def _closing(self, one: Entrant) -> Why | None:
        places, budget = self.limits.places, self.limits.budget
        if places is not None and self.count >= places:
            self.closed = Why.NUMBER
        elif budget is not None and self.total + one.amount > budget:
            self.closed = Why.BUDGET
        return self.closed


def _groups(one: Entrant) -> list[tuple[Why, str]]:
    return [
        (Why.DISTRICT, one.district),
        (Why.FIELD, one.field),
        (Why.SIZE, one.size),
        (Why.TYPE, one.company_type),
    ]


def _with_reserves(
    entrants: Sequence[Entrant], reasons: Sequence[Why | None], reserves: int
) -> list[Placed]:
    """The first of those who only lack room wait in reserve."""
    rows, waiting = [], 0
    for entrant, why in zip(entrants, reasons, strict=True):
        side = Side.IN if why is None else Side.OUT
        if why in WAITS and waiting < reserves:
            side, waiting = Side.RESERVE, waiting + 1
        rows.append(Placed(entrant, side, why))
    return rows


def _tied(rows: Sequence[Placed]) -> frozenset[int]:
    """Those at the line whom no criterion tells apart, though the line does."""
    kept_out = next((r for r in rows if r.why in {Why.NUMBER, Why.BUDGET}), None)
    if kept_out is None:
        return frozenset()
    alike = [r for r in rows if r.entrant.rank == kept_out.entrant.rank]
    both = any(r.side == Side.IN for r in alike)
    return frozenset(r.entrant.key for r in alike) if both else frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """How one choice differs from another."""

    enter: tuple[int, ...]
    leave: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.enter or self.leave)


def change(before: Collection[int], after: Collection[int]) -> Change:
    """Who enters and who leaves, each in the order of its own list.

    >>> change([1, 2, 3], [2, 3, 4])
    Change(enter=(4,), leave=(1,))
    """
    return Change(
        tuple(key for key in after if key not in before),
        tuple(key for key in before if key not in after),
    )
