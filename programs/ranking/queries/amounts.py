"""What each application would receive, and how surely that is known."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from foundation.money import ZERO
from foundation.periods import city_day
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalogue.rules import post_subsidy
from programs.ranking.models import Basis
from startups.indicators.models import Value

THOUSAND = 1_000
YEARS = 3  # over which R&D intensity is told (D§1.2)

Figures = Mapping[int, Mapping[tuple[str, int], Decimal]]


@dataclass(frozen=True, slots=True)
class Amount:
    """An award as the kind's formula makes it; `estimated` from the yearly return."""

    yuan: Decimal
    subsidy: Decimal | None = None
    estimated: bool = False

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
    entered = dict(
        Basis.objects.filter(application__in=applications).values_list(
            "application", "subsidy"
        )
    )
    last = last_year(call)
    return {
        each.pk: _amount(
            call,
            each.company_type,
            entered.get(each.pk),
            known.get(each.company_id, {}).get(("RD_EXP", last)),
        )
        for each in applications
    }


def _amount(
    call: Call, company_type: str, entered: Decimal | None, spent: Decimal | None
) -> Amount:
    kind, ceiling = call.program.rules, call.program.ceiling
    if not kind.pays:
        return Amount(ZERO)
    formula = kind.formula(call.program.rule_version)
    try:
        return Amount(formula(company_type, {}, ceiling).amount)  # a flat sum
    except (KeyError, InvalidOperation):
        pass
    subsidy = entered
    if subsidy is None:
        subsidy = post_subsidy(spent * THOUSAND) if spent else ZERO
    yuan = formula(company_type, {"subsidy": subsidy}, ceiling).amount
    return Amount(yuan, subsidy, estimated=entered is None)
