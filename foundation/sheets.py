"""Tables as files for a spreadsheet: typed cells, and nothing that it would run.

Whoever typed a text may have meant it as a formula. In a workbook a text is a text; in
CSV, which cannot say so, it gets an apostrophe before it (OWASP, CSV injection). A
number stays a number, so that one can compute with it, also below zero.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PLAIN = {  # what is written is what was meant
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What a spreadsheet takes for the beginning of a formula, in full width as well.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")  # in the name of a sheet
LONGEST_NAME = 31
LONGEST = 32_767  # characters that a cell of a workbook can hold
BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else
Cell = str | int | Decimal | date | None  # a datetime is a date


class _Line:
    """What csv writes into: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), one at a time, however many there are."""
    write = csv.writer(_Line()).writerow
    yield BYTE_ORDER_MARK + write([_harmless(title) for title in titles])
    for row in rows:
        yield write([_in_csv(cell) for cell in row])


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}"
    return _harmless(cell) if isinstance(cell, str) else _plain(cell)


def _plain(cell: int | Decimal | date | None) -> str:
    return "" if cell is None else str(cell)


def _harmless(text: str) -> str:
    runs = text.startswith(RUNS) or text.lstrip().startswith(RUNS)
    return f"'{text}" if runs else text


def workbook(
    name: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    about: Sequence[tuple[str, str]],
) -> IO[bytes]:
    """An open XLSX file of the rows, and a second sheet that tells of its origin.

    Rows go to disk one by one: memory stays the same for a hundred thousand.
    """
    file = TemporaryFile()  # noqa: SIM115  # whoever gets it closes it
    with xlsxwriter.Workbook(file, {**PLAIN, "constant_memory": True}) as book:
        _fill(book, book.add_worksheet(sheet_name(name)), titles, rows)
        page = book.add_worksheet(sheet_name(_("About this list")))
        page.set_column(0, 1, 30)
        for line, pair in enumerate(about):
            for place, text in enumerate(pair):
                page.write_string(line, place, text[:LONGEST])
    file.seek(0)
    return file


def sheet_name(name: str) -> str:
    """A name that a workbook takes for a sheet, as much of it as there is room for."""
    return FORBIDDEN.sub(" ", name)[:LONGEST_NAME]


def _fill(
    book: Any, page: Any, titles: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    looks = {
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }
    head = book.add_format({"bold": True, "bottom": 1})
    page.freeze_panes(1, 1)
    page.set_column(0, max(0, len(titles) - 1), 20)
    for place, title in enumerate(titles):
        page.write_string(0, place, title, head)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(page, line, place, cell, looks)


def _write(
    page: Any, line: int, place: int, cell: Cell, looks: dict[type, Any]
) -> None:
    look = looks.get(type(cell))
    if isinstance(cell, datetime):
        local = timezone.localtime(cell).replace(tzinfo=None)
        page.write_datetime(line, place, local, look)
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, look)
    elif isinstance(cell, str):
        page.write_string(line, place, cell[:LONGEST])
    elif cell is not None:
        page.write_number(line, place, float(cell), look)
