"""Asking the database for counts: one snapshot, one statement, typed rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import connections, transaction

from foundation.periods import Period, midnight

Row = TypeVar("Row")


def reader() -> str:
    """Reports read from the replica where there is one (DESIGN §13)."""
    return "replica" if "replica" in connections.settings else "default"


@contextmanager
def snapshot() -> Iterator[datetime]:
    """Everything asked inside is read as of one moment, which this yields."""
    with (
        transaction.atomic(using=reader(), durable=True),
        connections[reader()].cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT clock_timestamp()")
        yield cursor.fetchone()[0]


def ask(into: type[Row], statement: str, **given: Any) -> list[Row]:
    """The rows of one statement, each as an `into` built from its columns by name."""
    with connections[reader()].cursor() as cursor:
        cursor.execute(statement, given)
        names = [column.name for column in cursor.description]
        return [into(**dict(zip(names, row, strict=True))) for row in cursor]


def points(periods: Sequence[Period]) -> dict[str, Any]:
    """The arrays behind the table `point` of `facts.py`."""
    return {
        "starts": [period.start for period in periods],
        "ends": [period.end for period in periods],
        "closes": [midnight(period.end) for period in periods],
    }
