"""What must hold of the loaded city, asked of the database itself, row by row."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from config.demo.scene import Scene

IN_FORCE = "starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)"


class BrokenPromise(Exception):
    """The city that was drawn up is not as it should be; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence, and a query that finds the rows for which it is not true."""

    says: str
    broken_by: str


def verify(scene: Scene, promises: list[Promise]) -> None:
    """Refuse the whole city when one promise is broken anywhere."""
    broken = [
        f"{promise.says} ({len(rows)}: {rows[0]})"
        for promise in promises
        if (rows := _ask(promise, scene))
    ]
    if broken:
        raise BrokenPromise("; ".join(broken))


def _ask(promise: Promise, scene: Scene) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(promise.broken_by, {"today": scene.today, "now": scene.now})
        return list(cursor.fetchall())
