"""What the database says to an attempt, by one or by many at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from foundation.refusals import Refusal


def sql(statement: str, *values: Any) -> int:
    """Run one statement as anyone with a connection could; how many rows it hit."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """What only the owner of a table can do: its guards look away."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def broken(attempt: Callable[[], Any]) -> str:
    """The name of the promise that the database refuses `attempt` by."""
    try:
        with transaction.atomic():
            attempt()
            connection.check_constraints()
    except (DatabaseError, Refusal) as error:
        cause: Any = error.__cause__ if isinstance(error, Refusal) else error
        return str(cause.__cause__.diag.constraint_name)
    return "nothing"


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start every call at the same moment, each on its own connection."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return call()
        except (Refusal, DatabaseError, PermissionDenied) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
