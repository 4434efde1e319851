"""What is wrong with a file, by row and column, for people to correct it by."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from foundation.sheets import PLAIN

SHOWN = 20
MOST = 100_000  # problems that are written down; more help nobody
LONGEST_CELL = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell, or a whole row when no column is to blame, and a sentence about it."""

    row: int
    column: str
    value: Any
    sentence: str

    def __str__(self) -> str:
        where = _("row %(row)s") % {"row": self.row}
        where += f", {self.column}" if self.column else ""
        value = _cut(self.value, 60)
        return f"{where}: {self.sentence}" + (f" ({value})" if value else "")


class Report:
    """Takes problems one by one; the workbook begins with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.first: list[Problem] = []
        self._book: Any = None
        self._sheet: Any = None

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(problem)
        if self.count <= MOST:
            self._write(problem)

    def _write(self, problem: Problem) -> None:
        if self._book is None:
            self._begin()
        sheet = self._sheet
        sheet.write_number(self.count, 0, problem.row)
        sheet.write_string(self.count, 1, _cut(problem.column))
        sheet.write_string(self.count, 2, _cut(problem.value))
        sheet.write_string(self.count, 3, _cut(problem.sentence))

    def _begin(self) -> None:
        self.path.touch()  # says at once when nothing can be written there
        self._book = xlsxwriter.Workbook(
            str(self.path), {**PLAIN, "constant_memory": True}
        )
        self._sheet = self._book.add_worksheet()
        bold = self._book.add_format({"bold": True})
        self._sheet.set_column(0, 0, 8)
        self._sheet.set_column(1, 2, 28)
        self._sheet.set_column(3, 3, 70)
        self._sheet.freeze_panes(1, 0)
        headings = [_("Row"), _("Column"), _("Value"), _("What is wrong")]
        for place, heading in enumerate(headings):
            self._sheet.write_string(0, place, heading, bold)

    def close(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None


def _cut(value: Any, longest: int = LONGEST_CELL) -> str:
    """A value as text that any workbook can hold."""
    line = "" if value is None else str(value)
    line = "".join(s if s.isprintable() or s == "\n" else "\ufffd" for s in line)
    return line if len(line) <= longest else line[: longest - 1] + "…"
