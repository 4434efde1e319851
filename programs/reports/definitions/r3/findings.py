"""Everything that R3 counts, each source asked once."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from foundation.periods import Period
from programs.reports import rules
from programs.reports.measures import Text
from programs.reports.metrics import awards, budget, funnel, labels, places
from programs.reports.metrics.awards import Standing
from programs.reports.metrics.places import Support
from programs.reports.metrics.programs import Target, targets
from programs.reports.rules import Scope


@dataclass(frozen=True)
class Findings:
    """Counts of all programs, at every point that the report speaks of."""

    scope: Scope

    @cached_property
    def programs(self) -> list[Target]:
        return targets(self.scope.period)

    @cached_property
    def districts(self) -> dict[str, Text]:
        return labels.districts()

    @cached_property
    def points(self) -> list[Period]:
        """The quarters since the first program began, the period before, the period."""
        period = self.scope.period
        first = min((each.starts_on for each in self.programs), default=period.start)
        past = rules.quarters(first, period)
        return sorted({*past, rules.before(period)}, key=lambda point: point.end)

    @cached_property
    def awards(self) -> list[Standing]:
        return awards.standing(self.points)

    @cached_property
    def places(self) -> list[Support]:
        return places.support(self.points)

    @cached_property
    def money(self) -> list[budget.Execution]:
        return budget.execution(self.scope.period)

    @cached_property
    def funnels(self) -> dict[int, funnel.Funnel]:
        found = funnel.funnel(self.scope.period, read_at=self.scope.as_of)
        return {each.program: each for each in found}

    def standing(self, program: Target, day: date) -> Standing:
        """All live awards of a program before `day`; none is a standing too."""
        rows = (
            row
            for row in self.awards
            if (row.program, row.day, row.dimension) == (program.id, day, "all")
        )
        found = next(rows, Standing(program.id, day, "all", ""))
        return replace(found, quota=program.quota)

    def support(self, program: Target, day: date) -> Support:
        rows = (
            row
            for row in self.places
            if (row.program, row.day, row.dimension) == (program.id, day, "all")
        )
        found = next(rows, Support(program.id, day, "all", ""))
        return replace(found, quota=program.quota)

    def split(self, program: Target, dimension: str) -> dict[str, Standing]:
        """Live awards at the end of the period, in the groups of one dimension."""
        rows = (r for r in self.awards if r.dimension == dimension)
        return {row.key: row for row in rows if row.program == program.id}

    def supported(self, program: Target, dimension: str) -> dict[str, Support]:
        rows = (r for r in self.places if r.dimension == dimension)
        return {row.key: row for row in rows if row.program == program.id}

    def year(self, program: Target) -> budget.Execution:
        """The budget of the year in which the period ends, both sources together."""
        day = self.scope.period.last_day
        rows = [r for r in self.money if (r.program, r.year) == (program.id, day.year)]
        return budget.total(rows, of=day.year, day=self.scope.period.end)

    @property
    def earlier(self) -> Text:
        """What the period before is called."""
        return rules.name(rules.before(self.scope.period))

    def reached(self, program: Target, day: date) -> int:
        """What counts toward a program's target (D§5)."""
        if program.pays:
            return self.standing(program, day).companies
        return self.support(program, day).served
