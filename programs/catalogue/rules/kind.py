"""What a kind of program says about itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django_stubs_ext import StrOrPromise

from programs.catalogue.rules.conditions import Condition
from programs.catalogue.rules.money import Inputs


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
    conditions: tuple[Condition, ...] = ()
    judged: StrOrPromise = ""  # what no registry tells and experts look at

    def __post_init__(self) -> None:
        if sum(criterion.points for criterion in self.sheet) != 100:  # noqa: PLR2004  # a sheet of 100 points
            raise ValueError(f"the sheet of {self.code} does not add up to 100")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of program: which steps it uses and what its awards are worth.

    `skips` names the states that its applications never enter. `amount` computes an
    award in yuan from its recorded inputs and the program's ceiling; None means that
    the program gives places with services, not money. `conditions` are those of every
    type; `waiver` says who is spared the conditions of the types.
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
    accept_days: int = 5  # working days to say whether an objection is accepted
    inquiry_days: int = 30  # and to investigate it; once as many more
    question_days: int = 5  # working days before the close on which questions end
    conditions: tuple[Condition, ...] = ()
    waiver: StrOrPromise = ""

    @property
    def pays(self) -> bool:
        return self.amount is not None

    def type_named(self, code: str) -> CompanyType:
        return next(t for t in self.types if t.code == code)

    def conditions_of(self, company_type: str) -> Iterator[Condition]:
        """What a company has to meet to apply as this type, or what all have to."""
        yield from self.conditions
        for each in self.types:
            if each.code == company_type:
                yield from each.conditions

    def uses(self, state: str) -> bool:
        return state not in self.skips
