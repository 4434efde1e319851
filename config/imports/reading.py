"""Files as rows: workbooks and delimited text, opened as if a stranger sent them."""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from django.utils.translation import gettext as _

from config.imports.cells import is_blank
from config.imports.columns import Column, Headings, known_headings, plain
from foundation.files.rules import LARGEST, finding
from foundation.refusals import Refusal

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t|"
BLOCK = 1 << 20
ROWS = 1_048_576  # of a worksheet
LONGEST_CELL = 1 << 20
BROKEN_BOOK = (BadZipFile, OSError, ValueError, KeyError, TypeError, SyntaxError)

Line = tuple[int, Sequence[Any]]


@dataclass(slots=True)
class Row:
    """One row of a file: where it stands, what is written there, what that means."""

    number: int
    cells: dict[str, Any]
    raw: Any = None  # all of it, for those who keep it
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A file that has been opened: its headings, and its rows as they come."""

    headings: Headings
    rows: Iterator[Row]
    titles: list[str] = field(default_factory=list)
    total: int | None = None  # rows, where that is known beforehand


def read_table(
    path: Path, columns: Sequence[Column], encodings: Sequence[str] = ENCODINGS
) -> Reading:
    """The rows below the first line that is not empty."""
    if path.stat().st_size == 0:
        raise Refusal(_("The file is empty."), code="empty")
    match path.suffix.lower():
        case ".xlsx":
            lines, total = _workbook(path, columns)
        case ".csv" | ".tsv" | ".txt":
            lines, total = _delimited(path, columns, encodings)
        case _:
            raise Refusal(
                _("Only XLSX and CSV files are read. Please save it as one of them."),
                code="type",
            )
    return _below_headings(lines, columns, total)


def _below_headings(
    lines: Iterator[Line], columns: Sequence[Column], total: int | None
) -> Reading:
    first = next((n_line for n_line in lines if _says_something(n_line[1])), None)
    if first is None:
        raise Refusal(_("The file has no rows."), code="empty")
    top, written = first
    headings = Headings.of(written, columns)
    titles = ["" if title is None else str(title).strip() for title in written]
    rows = _rows(lines, headings)
    return Reading(headings, rows, titles, total and max(total - top, 0))


def _says_something(line: Sequence[Any]) -> bool:
    return any(not is_blank(cell) for cell in line)


def _rows(lines: Iterator[Line], headings: Headings) -> Iterator[Row]:
    places = list(headings.places.items())
    for number, line in lines:
        if _says_something(line):
            width = len(line)
            cells = {c: line[at] if at < width else None for c, at in places}
            yield Row(number, cells, line)


# Workbooks


def _workbook(
    path: Path, columns: Sequence[Column]
) -> tuple[Iterator[Line], int | None]:
    if path.stat().st_size > LARGEST:
        raise Refusal(_("The file is larger than 50 MB."), code="size")
    if wrong := finding(path.name, path.read_bytes()):
        raise Refusal(wrong, code="file")
    known = known_headings(columns)
    try:
        book = openpyxl.load_workbook(
            path, read_only=True, data_only=True, keep_links=False
        )
        sheet = _sheet_with_headings(book, known)
        total = sheet.max_row
        sheet.reset_dimensions()
    except BROKEN_BOOK as error:
        raise _damaged() from error
    return _sheet_lines(book, sheet), total


def _damaged() -> Refusal:
    return Refusal(_("The file is damaged or protected by a password."), code="file")


def _sheet_with_headings(book: Any, known: Mapping[str, str]) -> Any:
    """The first sheet whose first line names one of our columns, else the first."""
    sheets = list(book.worksheets)
    if not sheets:
        raise Refusal(_("The file has no rows."), code="empty")
    for sheet in sheets:
        for line in sheet.iter_rows(max_row=10, max_col=500, values_only=True):
            if _says_something(line):
                if any(plain(c) in known for c in line if c is not None):
                    return sheet
                break
    return sheets[0]


def _sheet_lines(book: Any, sheet: Any) -> Iterator[Line]:
    try:
        for number, line in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > ROWS:
                raise _damaged()
            yield number, line
    except BROKEN_BOOK as error:
        raise _damaged() from error
    finally:
        book.close()


# Delimited text


def _delimited(
    path: Path, columns: Sequence[Column], encodings: Sequence[str]
) -> tuple[Iterator[Line], int | None]:
    encoding, lines = _encoding(path, encodings)
    delimiter = _delimiter(path, encoding, columns)
    return _csv_lines(path, encoding, delimiter), lines


def _encoding(path: Path, encodings: Sequence[str]) -> tuple[str, int]:
    """The first encoding that the whole file is valid in, and how many lines it has."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        lines = _lines_in(path, encoding)
        if lines is not None:
            return encoding, lines
    raise Refusal(
        _("The text is neither UTF-8 nor GB18030. Please save it as “CSV UTF-8”."),
        code="encoding",
    )


def _lines_in(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                lines += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines


def _delimiter(path: Path, encoding: str, columns: Sequence[Column]) -> str:
    """The one by which most headings are known; of equals, the one that cuts most."""
    known = known_headings(columns)
    with path.open(encoding=encoding, newline="") as file:
        line = next((line for line in file if line.strip()), "")

    def fits(delimiter: str) -> tuple[int, int]:
        parts = next(csv.reader([line], delimiter=delimiter), [])
        return sum(plain(part) in known for part in parts), len(parts)

    return max(DELIMITERS, key=fits)


def _csv_lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    """Lines by the number that a spreadsheet shows, whatever their cells span."""
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, line in enumerate(reader, start=1):
                yield number, line
        except csv.Error as error:
            raise Refusal(
                _("Row %(row)s cannot be read: a quotation mark is out of place."),
                code="csv",
                params={"row": number + 1},
            ) from error
