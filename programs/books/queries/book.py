"""The whole book: every award of a program at the end of a day, in two statements."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db.models import QuerySet

from foundation.money import ZERO
from programs.awards.models import Award
from programs.awards.states import Status
from programs.books.queries.positions import positions
from programs.books.rules import Position

Awards = QuerySet[Award]
SUMS = [each.name for each in fields(Position) if each.type in {Decimal, "Decimal"}]


@dataclass(frozen=True, slots=True)
class Row:
    """An award in the book."""

    number: str
    company: str
    year: int
    position: Position

    @property
    def status_label(self) -> str:
        return str(Status(self.position.status).label)


@dataclass(frozen=True, slots=True)
class Book:
    """The rows, and what each column adds up to."""

    on: date
    rows: Sequence[Row]
    total: dict[str, Decimal]


def book(awards: Awards, on: date, *, today: date | None = None) -> Book:
    """These awards as of `on`; those decided later are not in it."""
    told = awards.order_by("decided_on", "id").values_list(
        "id", "number", "company__name", "year"
    )
    known = list(told)
    found = positions([row[0] for row in known], on, today=today)
    rows = [
        Row(number, company, year, found[key])
        for key, number, company, year in known
        if found[key].promised
    ]
    return Book(on, rows, _total([row.position for row in rows]))


def _total(rows: Sequence[Position]) -> dict[str, Decimal]:
    """Every column, each of them read once; what follows from sums is not summed."""
    total = {
        name: sum(map(attrgetter(name), rows), ZERO)
        for name in (*SUMS, "left", "unplanned")
    }
    total["net"] = total["paid"] - total["returned"] - total["recovered"]
    total["lapsed"] = total["promised"] - total["net"] - total["left"]
    return total
