"""What a program will have to pay, month by month, against its budget lines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from foundation.money import ZERO
from programs.awards.models import Award
from programs.books.queries.positions import asked, parts_of
from programs.books.states import PartState
from programs.catalogue.models import BudgetLine, Program

# What is overdue is expected now; what stands behind a shut gate is told apart.
DUE = """
SELECT a.year, date_trunc('month', greatest(p.due_on, %(on)s))::date, p.source,
       p.state, sum(p.amount)
FROM part p JOIN programs_award a ON a.id = p.award_id
WHERE p.state NOT IN ('paid', 'lapsed') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""


@dataclass(slots=True)
class Month:
    """What falls due in a month: ready or to come by source, and what is held back."""

    first: date
    city: Decimal = ZERO
    district: Decimal = ZERO
    held_city: Decimal = ZERO
    held_district: Decimal = ZERO
    so_far: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.city + self.district


@dataclass(slots=True)
class OfLine:
    """A budget line with what was paid from it and what is still to come."""

    line: BudgetLine
    paid: Decimal = ZERO
    expected: Decimal = ZERO
    held: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        """What nobody has been promised."""
        return self.line.amount - self.line.committed

    @property
    def uncovered(self) -> bool:
        return self.paid + self.expected + self.held > self.line.amount


@dataclass(slots=True)
class Forecast:
    months: list[Month]
    lines: list[OfLine]
    expected: Decimal = ZERO
    held: Decimal = ZERO
    unplanned: Decimal = field(default=ZERO)


def forecast(program: Program, today: date) -> Forecast:
    """From today on, in three statements."""
    awards = list(program.awards.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(parts_of(today, today) + DUE, asked(awards, today))
        due = cursor.fetchall()
    lines = _lines(program)
    months: dict[date, Month] = {}
    for year, first, source, state, amount in due:
        month = months.setdefault(first, Month(first))
        held = state == PartState.GATED
        name = f"held_{source}" if held else source
        setattr(month, name, getattr(month, name) + amount)
        if line := lines.get((year, source)):
            line.held += amount if held else ZERO
            line.expected += ZERO if held else amount
    ordered = _running(months[first] for first in sorted(months))
    held = sum((each.held_city + each.held_district for each in ordered), ZERO)
    expected = sum((each.total for each in ordered), ZERO)
    return Forecast(ordered, list(lines.values()), expected, held)


def _running(months: Iterable[Month]) -> list[Month]:
    so_far, found = ZERO, []
    for month in months:
        so_far += month.total
        month.so_far = so_far
        found.append(month)
    return found


def _lines(program: Program) -> dict[tuple[int, str], OfLine]:
    rows = BudgetLine.objects.filter(program=program).order_by("year", "source")
    lines = {(line.year, line.source): OfLine(line) for line in rows}
    paid = Award.objects.filter(program=program).values("year")
    sums = {"city": Sum("city_paid"), "district": Sum("district_paid")}
    for year in paid.annotate(**sums).values_list("year", *sums):
        for source, amount in zip(sums, year[1:], strict=True):
            if line := lines.get((year[0], source)):
                line.paid = amount
    return lines
