"""Sharing applications out among the members of a panel, as an optimization.

A mixed-integer program, solved by HiGHS: each application gets its number of readers,
no two of one employer, somebody for finance and for investment where asked, nobody with
a conflict, nobody beyond what they can take. First with loads within one of each other;
where that cannot be, with the smallest spread and the fewest places left empty. Among
those, as many as possible read what they know.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SPECIAL = ("finance", "investment")
EMPTY, LACKING, SPREAD = 1_000.0, 300.0, 10.0  # what each is worth beside one fit
MOST_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Reader:
    """A member of the panel, by what decides what they get."""

    key: int
    employers: frozenset[str]
    specialty: str
    fields: frozenset[str]
    capacity: int


@dataclass(frozen=True, slots=True)
class Case:
    """An application: its field, and how many more readers it needs."""

    key: int
    field: str
    wanted: int
    readers: frozenset[int] = frozenset()  # who reads it already


@dataclass(slots=True)
class Shares:
    """Who reads what, and where the wish could not be met."""

    readers: dict[int, list[int]]  # case: readers, by key
    empty: dict[int, int] = field(default_factory=dict)  # case: places left
    lacking: list[tuple[int, str]] = field(default_factory=list)  # case and seat

    def loads(self, readers: Iterable[Reader]) -> dict[int, int]:
        given = {reader.key: 0 for reader in readers}
        for chosen in self.readers.values():
            for key in chosen:
                given[key] += 1
        return given


def share_out(
    readers: Sequence[Reader],
    cases: Sequence[Case],
    barred: Collection[tuple[int, int]],
    seats: Collection[str] = (),
) -> Shares:
    """Who reads what; `barred` has (reader, case) that must not be, `seats` which of
    finance and investment every application needs.
    """
    nobody = Shares({each.key: [] for each in cases}, {c.key: c.wanted for c in cases})
    if not readers or not cases:
        return nobody
    kept_apart = frozenset(barred)
    least = sum(case.wanted for case in cases) // len(readers)
    even = all(reader.capacity >= least for reader in readers)
    for strict in (True, False) if even else (False,):
        if shares := _solve(readers, cases, kept_apart, seats, strict=strict):
            return shares
    return nobody


def _solve(
    readers: Sequence[Reader],
    cases: Sequence[Case],
    barred: frozenset[tuple[int, int]],
    seats: Collection[str],
    *,
    strict: bool,
) -> Shares | None:
    """The best sharing, or None when there is none under the strict conditions."""
    problem = _Problem(readers, cases, barred)
    problem.fill(strict=strict)
    problem.keep_employers_apart()
    problem.seat(seats, strict=strict)
    problem.balance(strict=strict)
    return problem.solved()


class _Problem:
    """The program as it is built up; a variable per possible pair."""

    def __init__(
        self,
        readers: Sequence[Reader],
        cases: Sequence[Case],
        barred: frozenset[tuple[int, int]],
    ) -> None:
        import highspy  # noqa: PLC0415  # brings numpy along; only who shares out pays

        self.readers, self.cases = readers, cases
        self.solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # it is
        self.optimal = highspy.HighsModelStatus.kOptimal
        self.whole = highspy.HighsVarType.kInteger
        for name, value in _OPTIONS.items():
            self.solver.setOptionValue(name, value)
        self.empty: dict[int, Any] = {}
        self.lacking: dict[tuple[int, str], Any] = {}
        self.pairs: dict[tuple[int, int], Any] = {
            (reader.key, case.key): self._variable(
                1, -1.0 if case.field in reader.fields else 0.0
            )
            for case in cases
            for reader in readers
            if (reader.key, case.key) not in barred
            and reader.key not in case.readers
            and reader.capacity > 0
        }

    def _variable(self, most: float, cost: float) -> Any:
        return self.solver.addVariable(0, most, cost, type=self.whole)

    def _sum(self, pairs: Iterable[tuple[int, int]], *more: Any) -> Any:
        return self.solver.qsum(
            [*(self.pairs[pair] for pair in pairs if pair in self.pairs), *more]
        )

    def fill(self, *, strict: bool) -> None:
        for case in self.cases:
            mine = [(reader.key, case.key) for reader in self.readers]
            more = []
            if not strict:
                self.empty[case.key] = self._variable(case.wanted, EMPTY)
                more = [self.empty[case.key]]
            self._constrain(self._sum(mine, *more), case.wanted, case.wanted)

    def keep_employers_apart(self) -> None:
        """Of one employer at most one reads an application."""
        staff: dict[str, list[int]] = {}
        for reader in self.readers:
            for employer in reader.employers:
                staff.setdefault(employer, []).append(reader.key)
        for people in staff.values():
            if len(people) > 1:
                for case in self.cases:
                    reads = len(case.readers.intersection(people))
                    pairs = [(key, case.key) for key in people]
                    self._constrain(self._sum(pairs), 0, max(0, 1 - reads))

    def seat(self, seats: Collection[str], *, strict: bool) -> None:
        """Somebody for finance and for investment reads every application."""
        for seat in seats:
            able = {r.key for r in self.readers if r.specialty == seat}
            for case in self.cases:
                if not case.wanted or able & case.readers:
                    continue
                more = []
                if not strict:
                    lack = self.lacking[case.key, seat] = self._variable(1, LACKING)
                    more = [lack]
                pairs = [(key, case.key) for key in able]
                self._constrain(self._sum(pairs, *more), 1, len(self.readers))

    def balance(self, *, strict: bool) -> None:
        """Loads within one of each other, or as close as they can be."""
        places = sum(case.wanted for case in self.cases)
        least, rest = divmod(places, len(self.readers))
        bounds = (least, least + bool(rest)) if strict else None
        lowest = highest = None
        if bounds is None:
            lowest = self._variable(places, -SPREAD)
            highest = self._variable(places, SPREAD)
        for reader in self.readers:
            load = self._sum((reader.key, case.key) for case in self.cases)
            if bounds:
                most = min(bounds[1], reader.capacity)
                self._constrain(load, bounds[0], most)
            else:
                self._constrain(load, 0, reader.capacity)
                self._constrain(highest - load, 0, places)
                self._constrain(load - lowest, 0, places)

    def _constrain(self, expression: Any, least: float, most: float) -> None:
        self.solver.addConstr(least <= expression <= most)

    def solved(self) -> Shares | None:
        self.solver.run()
        found = self.solver.getSolution()
        if not found.value_valid:
            return None
        value = self.solver.val
        readers: dict[int, list[int]] = {case.key: [] for case in self.cases}
        for (reader, case), chosen in self.pairs.items():
            if value(chosen) > 0.5:  # noqa: PLR2004  # of a number that is 0 or 1
                readers[case].append(reader)
        empty = {key: round(value(each)) for key, each in self.empty.items()}
        lacking = [key for key, each in self.lacking.items() if round(value(each))]
        return Shares(readers, {k: n for k, n in empty.items() if n}, lacking)


_OPTIONS: Mapping[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "time_limit": MOST_SECONDS,
    "mip_rel_gap": 1e-6,
}
