"""What a kind of program says about itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django_stubs_ext import StrOrPromise

from programs.catalogue.rules.conditions import Condition
from programs.catalogue.rules.money import Derivation, Formula, Inputs


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
class Asked:
    """A fact that a formula reads and people write down: yuan, or one of `choices`."""

    code: str
    label: StrOrPromise
    choices: Mapping[str, StrOrPromise] = field(default_factory=dict)
    types: frozenset[str] = frozenset()  # only of these; without any, of all
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of program: which steps it uses and what its awards are worth.

    `skips` names the states that its applications never enter. `formulas` derive an
    award in yuan from its recorded inputs and the program's ceiling, by the rule
    version from which on each holds; without any, the program gives places with
    services, not money. `conditions` are those of every type; `waiver` says who is
    spared the conditions of the types. `paper` is what the company signs, with
    `duties` of this kind in it.
    """

    code: str
    label: StrOrPromise
    number_prefix: str
    types: tuple[CompanyType, ...]
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    needs: StrOrPromise = ""  # what the formula cannot do without
    asks: tuple[Asked, ...] = ()
    estimate: Callable[[Decimal], Inputs] | None = None
    skips: frozenset[str] = field(default_factory=frozenset)
    tranches: tuple[int, ...] = (100,)  # percent of the award
    gates: tuple[str, ...] = ()  # before each tranche
    later_gates: tuple[str, ...] = ()  # before each but the first
    last_gates: tuple[str, ...] = ()  # before the last
    paper: str = "commitment"
    duties: tuple[StrOrPromise, ...] = ()
    interest_rates: Mapping[str, Decimal] = field(  # a year, on money asked back
        default_factory=lambda: {"2016": Decimal("0.0435")}
    )
    notice_days: int = 5  # working days that a list stands before the public (D§1.5)
    objection_days: int = 5  # and further ones in which objections are taken
    accept_days: int = 5  # working days to say whether an objection is accepted
    inquiry_days: int = 30  # and to investigate it; once as many more
    question_days: int = 5  # working days before the close on which questions end
    conditions: tuple[Condition, ...] = ()
    waiver: StrOrPromise = ""

    @property
    def pays(self) -> bool:
        return bool(self.formulas)

    @property
    def rule_versions(self) -> list[str]:
        """From which versions on there are other rules, in their order."""
        return sorted(self.formulas)

    def formula(self, version: str) -> Formula:
        """The rules of that version: the latest that held then.

        An award stays with the rules of its own year; one before all rules is judged
        by the first.
        """
        held = [each for each in self.rule_versions if each <= version]
        return self.formulas[(held or self.rule_versions[:1])[-1]]

    def interest_rate(self, version: str) -> Decimal:
        """What money asked back bears in a year, by the rules of that version."""
        held = [each for each in sorted(self.interest_rates) if each <= version]
        return self.interest_rates[(held or sorted(self.interest_rates)[:1])[-1]]

    def derive(
        self, company_type: str, inputs: Inputs, ceiling: Decimal, version: str
    ) -> Derivation:
        """What an award is worth, and how one gets there."""
        return self.formula(version)(company_type, inputs, ceiling)

    def asks_of(self, company_type: str) -> list[Asked]:
        """What has to be written down before an award of this type is computed."""
        return [a for a in self.asks if not a.types or company_type in a.types]

    def gates_of(self, sequence: int) -> tuple[str, ...]:
        """The kinds of conditions before the tranche at this place, from 1 on."""
        later = self.later_gates if sequence > 1 else ()
        last = self.last_gates if sequence == len(self.tranches) else ()
        return tuple(dict.fromkeys((*self.gates, *later, *last)))

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
