"""What a kind of program says about itself, and the arithmetic of awards (D§1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django_stubs_ext import StrOrPromise

from foundation.money import to_cent

Inputs = Mapping[str, Decimal | str]
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a score sheet."""

    code: str
    label: StrOrPromise
    points: int


@dataclass(frozen=True, slots=True)
class CompanyType:
    """A type that a company applies as, with the sheet its experts fill in."""

    code: str
    label: StrOrPromise
    sheet: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if sum(criterion.points for criterion in self.sheet) != 100:  # noqa: PLR2004  # a sheet of 100 points
            raise ValueError(f"the sheet of {self.code} does not add up to 100")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of program: which steps it uses and what its awards are worth.

    `skips` names the states that its applications never enter. `amount` computes an
    award in yuan from its recorded inputs and the program's ceiling; None means that
    the program gives places with services, not money.
    """

    code: str
    label: StrOrPromise
    number_prefix: str
    types: tuple[CompanyType, ...]
    amount: Callable[[str, Inputs, Decimal], Decimal] | None = None
    skips: frozenset[str] = field(default_factory=frozenset)
    tranches: tuple[int, ...] = (100,)  # percent of the award
    gates: tuple[str, ...] = ()
    notice_days: int = 5  # working days that a list stands before the public (D§1.5)
    objection_days: int = 5  # and further ones in which objections are taken

    @property
    def pays(self) -> bool:
        return self.amount is not None

    def type_named(self, code: str) -> CompanyType:
        return next(t for t in self.types if t.code == code)

    def uses(self, state: str) -> bool:
        return state not in self.skips


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
