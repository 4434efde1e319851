"""Drawing experts by a seed, repeatable by anyone on any machine.

Everybody in the pool gets a lot: the SHA-256 of the seed and their key. Seats are
filled one after the other, the special ones first, each by the lowest lot that fits and
shares no employer with those who sit already; where that leads nowhere, the choice
before it goes to the next lot. Reserves are the lowest lots of the rest. Only SHA-256
and sorting are used, so that the rule can be rewritten from this page.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programs.panels.rules.composing import Composition, Person

ALGORITHM = "lots-1"
MOST_STEPS = 100_000  # choices tried before a pool counts as one without an answer


class Impossible(ValueError):
    """The pool has no panel of this composition; `short` says of what."""

    def __init__(self, short: str, *, free: int, wanted: int) -> None:
        super().__init__(f"{short}: {free} of {wanted}")
        self.short, self.free, self.wanted = short, free, wanted


@dataclass(frozen=True, slots=True)
class Drawn:
    """Keys of members and reserves, each in the order of their lots."""

    members: list[str]
    reserves: list[str]


def lot(seed: str, key: str) -> str:
    """
    >>> lot("2026-kapok", "1")[:12]
    '582d57aac377'
    """
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def draw(pool: Sequence[Person], wanted: Composition, seed: str) -> Drawn:
    """Who sits and who waits, decided by `seed` alone.

    >>> def person(key, employer, specialty="technical"):
    ...     return {"key": key, "employers": [employer], "specialty": specialty,
    ...             "fields": [], "region": "city"}
    >>> pool = [person("1", "A"), person("2", "A"), person("3", "B"),
    ...         person("4", "C", "finance"), person("5", "D")]
    >>> draw(pool, Composition(size=3, reserves=1, finance=1), "2026-kapok")
    Drawn(members=['5', '1', '4'], reserves=['2'])
    """
    order = sorted(pool, key=lambda each: lot(seed, each["key"]))
    _enough(order, wanted)
    chosen = next(_sittings(order, wanted), None)
    if chosen is None:
        free = len({name for each in order for name in each["employers"]})
        raise Impossible("employers", free=free, wanted=wanted.size)
    rest = [each for place, each in enumerate(order) if place not in chosen]
    return Drawn(
        [order[place]["key"] for place in sorted(chosen)],
        [each["key"] for each in rest[: wanted.reserves]],
    )


def _enough(pool: Sequence[Person], wanted: Composition) -> None:
    """Whether there are people for each kind of seat at all."""
    for seat in ("finance", "investment", "outside"):
        least = getattr(wanted, seat)
        free = sum(wanted.fits(each, seat) for each in pool)
        if free < least:
            raise Impossible(seat, free=free, wanted=least)
    if len(pool) < wanted.size + wanted.reserves:
        needed = wanted.size + wanted.reserves
        raise Impossible("pool", free=len(pool), wanted=needed)


def _sittings(order: Sequence[Person], wanted: Composition) -> Iterator[frozenset[int]]:
    """Every way to fill the seats, the one of the lowest lots first."""
    seats, steps = wanted.seats(), iter(range(MOST_STEPS))

    def fill(
        seat: int, chosen: tuple[int, ...], taken: frozenset[str]
    ) -> Iterator[frozenset[int]]:
        if seat == len(seats):
            yield frozenset(chosen)
            return
        same = seat > 0 and seats[seat] == seats[seat - 1]
        for place in range(chosen[-1] + 1 if same else 0, len(order)):
            if next(steps, None) is None:
                return
            person = order[place]
            employers = frozenset(person["employers"])
            free = place not in chosen and employers.isdisjoint(taken)
            if free and wanted.fits(person, seats[seat]):
                yield from fill(seat + 1, (*chosen, place), taken | employers)

    yield from fill(0, (), frozenset())


def canonical(data: Any) -> str:
    """One text for one content, whatever wrote it down."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(data: Any) -> str:
    """SHA-256 of a pool or a record as it stood, so that nobody can exchange it.

    >>> fingerprint([{"key": "1"}])[:8]
    '59525c36'
    """
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def replay(record: Mapping[str, Any]) -> Drawn:
    """Draw again from a record, without looking at its result."""
    if record["algorithm"] != ALGORITHM:
        raise ValueError(f"unknown algorithm {record['algorithm']}")
    wanted = Composition.of(record["criteria"]["composition"])
    return draw(record["pool"], wanted, record["seed"])
