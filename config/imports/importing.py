"""The one way in for files: read everything, check everything, write all or nothing.

Everything happens in one transaction, so that what would be refused by the database is
found by the database, also in a dry run. Rows pass in chunks; memory stays flat.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    connection,
    transaction,
)
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from config.imports.cells import UnreadableCell, is_blank
from config.imports.kind import Kind, Saved
from config.imports.problems import Problem, Report
from config.imports.reading import Reading, Row
from foundation.accounts.permissions import Permission
from foundation.refusals import Refusal, refusal_for

CHUNK = 500
WAITING = 5_000  # rows that may wait for others further down
ONE_AT_A_TIME = 7_316_101  # advisory lock: one import at a time
Tell = Callable[[int], object]


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    saved: Saved = field(default_factory=Saved)
    refused: int = 0  # rows
    ignored: list[str] = field(default_factory=list)
    kept: bool = False  # whether it is in the database now


class _Import:
    """One run over one file."""

    def __init__(self, kind: Kind, report: Report) -> None:
        self.kind = kind
        self.report = report
        self.labels = {column.code: str(column.label) for column in kind.columns}
        self.outcome = Outcome()
        self.waiting: list[Row] = []
        self.last_try = False

    def object(self, row: Row, column: str, sentence: StrOrPromise) -> None:
        value = row.cells.get(column)
        heading = self.labels.get(column, column)
        self.report.add(Problem(row.number, heading, value, str(sentence)))

    # Headings

    def check_headings(self, reading: Reading) -> bool:
        headings = reading.headings
        self.labels |= headings.written
        self.outcome.ignored = headings.ignored
        for column in headings.missing:
            said = _("This column is missing.")
            self.report.add(Problem(1, str(column.label), None, said))
        for heading in headings.twice:
            said = _("There are two columns of this name.")
            self.report.add(Problem(1, heading, None, said))
        return not (headings.missing or headings.twice)

    # Cells

    def sound(self, rows: Sequence[Row]) -> list[Row]:
        """The rows without a problem in any cell, between cells, or with each other."""
        readable = [row for row in rows if self._reads(row)]
        keys = {row.number: self.kind.key(row.values) for row in readable}
        others = _seen_before({n: key for n, key in keys.items() if key})
        for row in readable:
            if row.number in others:
                said = _("Row %(row)s is about the same.")
                said %= {"row": others[row.number]}
                self.object(row, self.kind.keyed_by, said)
        self.outcome.refused += len(rows) - len(readable) + len(others)
        return [row for row in readable if row.number not in others]

    def _reads(self, row: Row) -> bool:
        before = self.report.count
        for column in self.kind.columns:
            cell = row.cells.get(column.code)
            if is_blank(cell):
                row.values[column.code] = None
                if column.required:
                    self.object(row, column.code, _("This cell is needed."))
                continue
            try:
                row.values[column.code] = column.parse(cell)
            except UnreadableCell as error:
                self.object(row, column.code, str(error))
        if self.report.count == before:
            for column_code, sentence in self.kind.check(row):
                self.object(row, column_code, sentence)
        return self.report.count == before

    # Rows

    def save(self, rows: Sequence[Row]) -> None:
        """Write rows together; where the database refuses, find which it means."""
        if not rows:
            return
        try:
            with transaction.atomic():
                saved = self.kind.save(rows)
                connection.check_constraints()
        except (IntegrityError, OperationalError, DataError, Refusal) as error:
            if len(rows) > 1:
                middle = len(rows) // 2
                self.save(rows[:middle])
                self.save(rows[middle:])
            else:
                self._refused(rows[0], error)
            return
        self.outcome.saved.add(saved)
        self.outcome.refused += len({row.number for row, *__ in saved.objections})
        for row, column, sentence in saved.objections:
            self.object(row, column, sentence)

    def _refused(self, row: Row, error: Exception) -> None:
        """A row may lean on one further down; only then is the answer final."""
        if not self.last_try and len(self.waiting) < WAITING:
            self.waiting.append(row)
            return
        refusal = error if isinstance(error, Refusal) else refusal_for(error)
        if refusal is None and not isinstance(error, DataError):
            raise error
        said = refusal.sentence if refusal else _("This cannot be stored.")
        self.outcome.refused += 1
        self.object(row, self.kind.blames.get(getattr(refusal, "code", ""), ""), said)

    def try_again(self) -> None:
        waiting, self.waiting, self.last_try = self.waiting, [], True
        for chunk in _chunks(iter(waiting)):
            self.save(chunk)


def import_file(
    kind: Kind,
    path: Path,
    report: Report,
    *,
    dry_run: bool = False,
    accept_valid: bool = False,
    open_bar: Callable[[int | None], Tell] = lambda _total: lambda _rows: None,
) -> Outcome:
    """Import a file, or say in `report` everything that is wrong with it."""
    if not kind.job.by.reach(Permission.IMPORT_DATA).everything:
        raise PermissionDenied
    reading = kind.read(path)
    run = _Import(kind, report)
    if not run.check_headings(reading):
        return run.outcome
    with transaction.atomic():
        _begin()
        tell = open_bar(reading.total)
        for chunk in _chunks(reading.rows):
            run.save(run.sound(chunk))
            tell(len(chunk))
        run.try_again()
        run.outcome.kept = not dry_run and (accept_valid or not report.count)
        if not run.outcome.kept:
            transaction.set_rollback(True)
    return run.outcome


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _begin() -> None:
    """Take turns with other imports; remember keys in the database, not in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise Refusal(
                _("Another import is running. Please wait for it."), code="busy"
            )
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS import_key "
            "(key text PRIMARY KEY, row integer NOT NULL) ON COMMIT DROP"
        )
        cursor.execute("DELETE FROM import_key")


def _seen_before(keys: dict[int, str]) -> dict[int, int]:
    """Rows whose key an earlier row has: number of the row and of the earlier one."""
    if not keys:
        return {}
    numbers, texts = list(keys), list(keys.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH given AS "
            "(SELECT * FROM unnest(%s::text[], %s::integer[]) AS t(key, row)) "
            "INSERT INTO import_key SELECT DISTINCT ON (key) key, row FROM given "
            "ORDER BY key, row ON CONFLICT DO NOTHING",
            [texts, numbers],
        )
        cursor.execute("SELECT key, row FROM import_key WHERE key = ANY(%s)", [texts])
        first = dict(cursor.fetchall())
    return {n: first[key] for n, key in keys.items() if first[key] != n}
