"""An empty workbook for a kind of import, with the headings and what they mean."""

import io
from typing import Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.imports.columns import Column
from config.imports.kind import Kind
from foundation.sheets import PLAIN

ROWS = 10_000  # that carry the format and the lists
LONGEST_LIST = 255  # characters that a validation list may have


def write_template(kind: Kind) -> bytes:
    """Text cells throughout, so that no spreadsheet rounds a code or turns a number."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**PLAIN, "in_memory": True}) as book:
        _data_sheet(book, kind)
        _notes_sheet(book, kind)
    return buffer.getvalue()


def heading(column: Column) -> str:
    """As the template shows it; a star marks what every row needs."""
    return f"{capfirst(str(column.label))}{' *' if column.required else ''}"


def _data_sheet(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(capfirst(str(kind.label))[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    as_text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(kind.columns):
        sheet.set_column(place, place, 22, as_text)
        sheet.write_string(0, place, heading(column), bold)
        listed = [str(choice) for choice in column.choices]
        if listed and len(",".join(listed)) <= LONGEST_LIST:
            rule = {"validate": "list", "source": listed, "error_type": "warning"}
            sheet.data_validation(1, place, ROWS, place, rule)


def _notes_sheet(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(_("Notes"))
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 2, 26, wrapped)
    sheet.set_column(3, 4, 40, wrapped)
    titles = [_("Column"), _("Code"), _("Needed"), _("Choices"), _("Note")]
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, bold)
    for number, column in enumerate(kind.columns, start=1):
        needed = _("yes") if column.required else _("no")
        listed = ", ".join(str(choice) for choice in column.choices)
        told = [capfirst(str(column.label)), column.code, needed, listed]
        for place, text in enumerate([*told, str(column.hint)]):
            sheet.write_string(number, place, text)
