"""How a company has gone on since its award: baseline against actual, year by year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programs.awards.models import Award
from programs.monitoring.models import Milestone
from programs.monitoring.rules.calendar import YEARS
from programs.monitoring.rules.figures import FOLLOWED, known
from programs.monitoring.rules.progress import growth, on_time
from programs.monitoring.states import NOT_IN
from startups.indicators.catalog import INDICATORS
from startups.indicators.models import Value
from startups.indicators.rules import UNIT_LABELS, Indicator
from startups.indicators.states import Status as Filed


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of one year, and how much it grew since the year of the award."""

    year: int
    amount: Decimal | None
    growth: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure from year 0 to year 5."""

    indicator: Indicator
    cells: list[Cell]

    @property
    def unit(self) -> str:
        return str(UNIT_LABELS[self.indicator.unit])


@dataclass(frozen=True, slots=True)
class Along:
    """A milestone, and how far it is along with its time."""

    milestone: Milestone
    pace: Decimal | None


def years_of(award: Award) -> list[int]:
    """Year 0, the baseline, to year 5."""
    first = award.decided_on.year
    return list(range(first, first + YEARS + 1))


def progress(award: Award) -> list[Row]:
    """Every figure that is followed and that at least one year tells of."""
    years = years_of(award)
    returned = _returned(award, years)
    reports = award.year_reports.exclude(status__in=NOT_IN)
    typed: dict[int, Mapping[str, str]] = dict(reports.values_list("year", "figures"))
    rows = []
    for code in FOLLOWED:
        told = [
            known(code, returned.get(year, {}), typed.get(year, {})).amount
            for year in years
        ]
        if any(amount is not None for amount in told):
            rows.append(Row(INDICATORS[code], _cells(years, told)))
    return rows


def _cells(years: list[int], told: list[Decimal | None]) -> list[Cell]:
    return [
        Cell(year, amount, growth(amount, told[0]) if place else None)
        for place, (year, amount) in enumerate(zip(years, told, strict=True))
    ]


def _returned(award: Award, years: list[int]) -> dict[int, dict[str, Decimal]]:
    values = Value.objects.filter(
        company=award.company_id, year__in=years, indicator__in=FOLLOWED
    ).exclude(filed__status=Filed.OPEN)
    found: dict[int, dict[str, Decimal]] = {}
    for year, code, amount in values.values_list("year", "indicator", "amount"):
        found.setdefault(year, {})[code] = amount
    return found


def milestones(award: Award, today: date) -> list[Along]:
    """The milestones of an award, each with its time-proportional KPI."""
    return [
        Along(
            milestone,
            None
            if milestone.actual is None
            else on_time(
                milestone.actual,
                milestone.target,
                start=award.decided_on,
                end=milestone.due_on,
                today=today,
            ),
        )
        for milestone in award.milestones.select_related("evidence", "met_by")
    ]
