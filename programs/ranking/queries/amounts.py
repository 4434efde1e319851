"""What each application would receive, and how surely that is known."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from foundation.money import ZERO
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalogue.models import Program
from programs.catalogue.rules import Derivation, Inputs, Step
from programs.ranking.models import Basis
from startups.indicators.models import Value

THOUSAND = 1_000
YEARS = 3  # over which R&D intensity is told (D§1.2)

Figures = Mapping[int, Mapping[tuple[str, int], Decimal]]


@dataclass(frozen=True, slots=True)
class Amount:
    """An award as the kind's formula makes it; `estimated` from the yearly return.

    `inputs` are what was written down or is guessed, None where nothing is asked.
    """

    yuan: Decimal
    inputs: Inputs | None = None
    estimated: bool = False
    steps: tuple[Step, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Nothing was entered, and no return tells."""
        return self.estimated and not self.yuan


def last_year(call: Call) -> int:
    """The last whole year before a call, which its figures are about."""
    return city_day(call.opens_at).year - 1


def figures(call: Call, companies: Collection[int]) -> Figures:
    """R&D and revenue of the last three years, by company, in thousand yuan."""
    last = last_year(call)
    years = range(last - YEARS + 1, last + 1)
    rows = Value.objects.filter(
        company__in=companies, year__in=years, indicator__in=["RD_EXP", "REV"]
    ).exclude(filed__status="open")
    found: dict[int, dict[tuple[str, int], Decimal]] = defaultdict(dict)
    for company, code, year, amount in rows.values_list(
        "company", "indicator", "year", "amount"
    ):
        found[company][code, year] = amount
    return found


def intensity(known: Mapping[tuple[str, int], Decimal]) -> Decimal | None:
    """R&D by revenue over the years that are known of both; None when there is none.

    >>> intensity({("RD_EXP", 2025): Decimal(5), ("REV", 2025): Decimal(100)})
    Decimal('0.0500')
    """
    years = [
        year for code, year in known if code == "REV" and ("RD_EXP", year) in known
    ]
    sold = sum((known["REV", year] for year in years), ZERO)
    spent = sum((known["RD_EXP", year] for year in years), ZERO)
    return (spent / sold).quantize(Decimal("0.0001")) if sold > 0 else None


def amounts(
    call: Call, applications: Sequence[Application], known: Figures
) -> dict[int, Amount]:
    """By application: what the formula makes of what was entered, or of an estimate."""
    rows = Basis.objects.filter(application__in=applications)
    entered = dict(rows.values_list("application", "inputs"))
    last = last_year(call)
    return {
        each.pk: _amount(
            call.program,
            each.company_type,
            entered.get(each.pk),
            known.get(each.company_id, {}).get(("RD_EXP", last)),
        )
        for each in applications
    }


def _amount(
    program: Program, company_type: str, entered: Inputs | None, spent: Decimal | None
) -> Amount:
    kind = program.rules
    if not kind.pays:
        return Amount(ZERO)
    asked = bool(kind.asks_of(company_type))
    if asked and entered is None:
        return _estimate(program, company_type, spent)
    found = derived(program, company_type, entered or {})
    return Amount(found.amount, entered if asked else None, steps=found.steps)


def _estimate(program: Program, company_type: str, spent: Decimal | None) -> Amount:
    """What the yearly return lets one guess; nothing where it does not say enough."""
    kind = program.rules
    guess = kind.estimate(spent * THOUSAND) if spent and kind.estimate else {}
    try:
        found = derived(program, company_type, guess)
    except Refusal:
        return Amount(ZERO, guess, estimated=True)
    return Amount(found.amount, guess, estimated=True, steps=found.steps)


def derived(program: Program, company_type: str, inputs: Inputs) -> Derivation:
    """What the program's formula makes of `inputs`; refused where it needs more."""
    kind = program.rules
    about = (company_type, inputs, program.ceiling)
    try:
        return kind.derive(*about, program.rule_version)
    except (KeyError, InvalidOperation) as error:
        raise Refusal(kind.needs, code="inputs") from error
