"""One sheet of a workbook, written line by line from top to bottom."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from programs.reports.measures import Kind, Measure, Value
from programs.reports.rendering.charts.canvas import clean
from programs.reports.rendering.charts.lettering import width
from programs.reports.rendering.numbers import show
from programs.reports.rendering.presentation import Page

FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
TITLE = {"bold": True, "font_size": 15, "font_color": "#B5281E"}
SOFT = {"font_color": "#5B5149"}
HEAD = {"bold": True, "bg_color": "#F8F4EE", "text_wrap": True, "bottom": 1, "top": 2}
HEAD |= {"top_color": "#B5281E", "bottom_color": "#DDD3C7", "align": "center"}
TOTAL = {"bold": True, "bg_color": "#F8F4EE", "top": 1}
LONGEST = 32_767
NARROWEST, WIDEST = 9, 46
A4 = 9


class Paper:
    """A sheet; `row` is the line that is written next."""

    def __init__(self, book: Workbook, name: str, page: Page) -> None:
        self.book = book
        self.language = page.language
        self.sheet = book.add_worksheet(name)
        self.row = 0
        self.head_row = 0
        self.widths: dict[int, float] = {}
        self.formats: dict[str, Any] = {}
        self.sheet.set_paper(A4)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.fit_to_pages(1, 0)
        foot = f"{page.number} · {page.digest[:16]}".replace("&", "&&")
        self.sheet.set_footer(f"&L{foot[:200]}&R&P / &N")
        self.tell(page.title, **TITLE)
        self.tell(f"{page.agency} · {page.period} · {page.as_of}", **SOFT)

    def tell(self, words: str, **look: object) -> None:
        """Write words that may run over the columns to their right."""
        if not words:
            return
        self._text(0, words, look)
        self.row += 1

    def skip(self) -> None:
        """Leave a line empty."""
        self.row += 1

    def head(self, labels: Iterable[str]) -> None:
        """Write the head of a table, which stays in sight and on every printed page."""
        self.head_row = self.row
        for column, label in enumerate(labels):
            self._text(column, label, HEAD)
            self._widen(column, label)
        self.row += 1
        self.sheet.freeze_panes(self.row, 1)
        self.sheet.repeat_rows(self.head_row)

    def line(self, cells: Iterable[tuple[Value, Measure]], **look: object) -> None:
        """Write a line of typed cells."""
        for column, (value, measure) in enumerate(cells):
            self._cell(column, value, measure, look)
        self.row += 1

    def filter(self, columns: int) -> None:
        """Let people sort and filter the table that was just written."""
        self.sheet.autofilter(self.head_row, 0, self.row - 1, columns - 1)

    def close(self) -> None:
        """Make the columns as wide as what stands in them."""
        for column, wide in self.widths.items():
            self.sheet.set_column(column, column, wide)

    def _cell(
        self, column: int, value: Value, measure: Measure, look: dict[str, object]
    ) -> None:
        """Write a number as a number, a day as a day, and all else as text."""
        if value == "":
            self.sheet.write_blank(self.row, column, None, self._format(look))
            return
        told = show(value, measure, self.language)
        self._widen(column, told)
        if measure.is_number and isinstance(value, int | Decimal):
            number = {"num_format": number_format(measure), "align": "right"}
            exact = float(countable(value, measure))
            self.sheet.write_number(
                self.row, column, exact, self._format(look | number)
            )
        elif isinstance(value, date):
            day = {"num_format": "yyyy-mm-dd", "align": "left"}
            self.sheet.write_datetime(self.row, column, value, self._format(look | day))
        else:
            side = {"align": "right" if measure.is_number else "left"}
            self._text(column, told, look | side | {"text_wrap": True})

    def _text(self, column: int, words: str, look: dict[str, object]) -> None:
        plain = shorten(clean(words), LONGEST)
        self.sheet.write_string(self.row, column, plain, self._format(look))

    def _widen(self, column: int, words: str) -> None:
        longest = max((width(line, 1.9) for line in words.split("\n")), default=0)
        known = self.widths.get(column, NARROWEST)
        self.widths[column] = min(max(known, longest + 2), WIDEST)

    def _format(self, look: dict[str, object]) -> Any:
        key = repr(look)
        if key not in self.formats:
            self.formats[key] = self.book.add_format(FONT | look)
        return self.formats[key]


def shorten(words: str, length: int) -> str:
    """Cut words as Excel counts them: letters beyond the first plane count twice.

    >>> shorten("木棉𠮷", 3)
    '木棉'
    """
    return words.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")


def countable(value: Decimal | int, measure: Measure) -> Decimal:
    """Return what stands in the cell: exact, in the unit of its column.

    >>> from programs.reports.measures import PERCENT, POINTS, WAN_YUAN
    >>> countable(Decimal("12345"), WAN_YUAN), countable(Decimal("0.0125"), POINTS)
    (Decimal('1.2345'), Decimal('1.2500'))
    """
    if measure.kind is Kind.POINTS:
        return value * Decimal(100)
    return Decimal(value) / measure.scale


def number_format(measure: Measure) -> str:
    """Return the format that shows the number as the page does."""
    places = f".{'0' * measure.places}" if measure.places else ""
    if measure.kind is Kind.PERCENT:
        return f"0{places}%"
    if measure.kind is Kind.POINTS:
        return f"+0{places};-0{places};0{places}"
    return f"#,##0{places}"
