"""The whole book: every award of a program at the end of a day, in two statements."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from foundation.money import ZERO
from programs.awards.models import Award
from programs.awards.states import Status
from programs.books.queries.positions import positions
from programs.books.rules import Position

Awards = QuerySet[Award]
SUMS = [each.name for each in fields(Position) if each.type in {Decimal, "Decimal"}]
SUMS += ["net", "left", "lapsed", "unplanned"]


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
    total = {
        name: sum((getattr(row.position, name) for row in rows), ZERO) for name in SUMS
    }
    return Book(on, rows, total)
