"""Rows go in by COPY, under keys given out here: the same seed gives the same rows."""

from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg.types.json import Jsonb

FEW = 100  # rows that the planner need not know of
CHUNK = 20_000  # rows that wait in memory at most
Model = type[models.Model]


class Table:
    """The rows of one model on their way into the database."""

    def __init__(self, model: Model) -> None:
        fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.key = model._meta.pk.attname
        self.counted = isinstance(model._meta.pk, models.AutoField)
        self.defaults = [(field.attname, _default(field)) for field in fields]
        self.names = {field.attname for field in fields}
        self.json = [
            n for n, field in enumerate(fields) if isinstance(field, models.JSONField)
        ]
        self.waiting: list[list[Any]] = []
        self.rows, self.known = 0, FEW
        self.last = self._highest() if self.counted else 0

    def _highest(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT coalesce(max("{self.key}"), 0) FROM "{self.name}"')  # noqa: S608  # the table's name is ours
            return int(cursor.fetchone()[0])

    def add(self, values: dict[str, Any]) -> Any:
        """Keep a row for later; give back its key."""
        if unknown := values.keys() - self.names:
            raise TypeError(f"{self.name} has no {sorted(unknown)}")
        if self.counted and self.key not in values:
            values[self.key] = self.reserve()
        row = [values.get(name, default) for name, default in self.defaults]
        for n in self.json:
            row[n] = Jsonb({} if row[n] is None else row[n])
        self.waiting.append(row)
        return values[self.key]

    def reserve(self) -> int:
        self.last += 1
        return self.last

    def write(self) -> None:
        names = ", ".join(f'"{column}"' for column in self.columns)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({names}) FROM STDIN') as copy,
        ):
            for row in self.waiting:
                copy.write_row(row)
        self.rows += len(self.waiting)
        self.waiting.clear()
        if self.rows >= 2 * self.known:
            self.analyze()

    def analyze(self) -> None:
        """Let the planner know: guards ask about these rows while the next come in."""
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{self.name}"')
        self.known = max(self.rows, FEW)

    def set_sequence(self) -> None:
        """Let the next row that anyone adds have the next key."""
        if not (self.counted and self.last):
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [self.name, self.key, self.last],
            )


class Writer:
    """All tables; those that others refer to are written before them."""

    def __init__(self) -> None:
        self._tables: dict[Model, Table] = {}
        self._waiting = 0
        self.written = 0

    def add(self, model: Model, **values: Any) -> Any:
        """Add a row by its fields' attribute names; others have their default."""
        key = self._table(model).add(values)
        self._waiting += 1
        if self._waiting >= CHUNK:
            self.flush()
        return key

    def reserve(self, model: Model) -> int:
        """A key for a row that is added later, under `id`."""
        return self._table(model).reserve()

    def _table(self, model: Model) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def flush(self) -> None:
        for model in apps.get_models(include_auto_created=True):
            table = self._tables.get(model)
            if table and table.waiting:
                table.write()
        self.written += self._waiting
        self._waiting = 0

    def settle(self) -> None:
        """Write what waits and have its references checked, so that neither piles up.

        To be called only when everything that rows refer to has been added.
        """
        self.flush()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def finish(self) -> None:
        self.settle()
        for table in self._tables.values():
            table.set_sequence()
            table.analyze()


def _default(field: Any) -> Any:
    """A column's default; text that may be left out is empty, not null."""
    return field.get_default()
