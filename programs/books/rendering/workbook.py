"""Books as a workbook: typed cells to compute with, and not one formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from foundation.sheets import PLAIN, sheet_name

HEAD_ROW = 2
Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name, its words above, and its rows."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def render(sheets: Iterable[Sheet], *, title: str, comments: str) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {**PLAIN, "in_memory": True}) as book:
        book.set_properties({"title": title[:255], "comments": comments})
        looks = {
            "head": {"bold": True, "text_wrap": True, "bottom": 1},
            "money": {"num_format": "#,##0.00"},
            "day": {"num_format": "yyyy-mm-dd", "align": "left"},
            "title": {"bold": True, "font_size": 13},
        }
        formats = {name: book.add_format(look) for name, look in looks.items()}
        for sheet in sheets:
            _write(book.add_worksheet(sheet_name(sheet.name)), sheet, formats)
    return file.getvalue()


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.write_string(0, 0, sheet.title, formats["title"])
    widths = [max(10, 2 * len(label)) for label in sheet.columns]
    for place, label in enumerate(sheet.columns):
        page.write_string(HEAD_ROW, place, label, formats["head"])
    for line, row in enumerate(sheet.rows, start=HEAD_ROW + 1):
        for place, value in enumerate(row):
            widths[place] = max(widths[place], _cell(page, line, place, value, formats))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(width + 2, 48))
    page.freeze_panes(HEAD_ROW + 1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _cell(page: Any, line: int, place: int, value: Cell, formats: Any) -> int:
    """Write a number as a number, a day as a day; how wide it is."""
    if value is None or value == "":
        return 0
    if isinstance(value, Decimal):
        page.write_number(line, place, float(value), formats["money"])
        return len(f"{value:,.2f}")
    if isinstance(value, int):
        page.write_number(line, place, value)
        return len(str(value))
    if isinstance(value, date):
        page.write_datetime(line, place, value, formats["day"])
        return len("2026-01-01")
    page.write_string(line, place, value)
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in value)  # noqa: PLR2004  # where wide letters begin
