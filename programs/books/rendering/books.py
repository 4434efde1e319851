"""The book of a program as a workbook."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.periods import CITY_TIME
from programs.books.queries import Book
from programs.books.rendering.statements import labels
from programs.books.rendering.workbook import Sheet, render

COLUMNS = (
    "promised", "planned", "paid", "returned", "recovered", "net", "left", "lapsed",
    "under_way", "payable", "gated", "later", "unplanned", "interest", "written_off",
    "remitted", "from_city", "from_district",
)  # fmt: skip


def workbook(book: Book, program: str, language: str, at: datetime) -> bytes:
    """A line for each award, and what the columns add up to."""
    with translation.override(language):
        told = labels() | {
            "planned": _("Planned"),
            "from_city": _("Stands from the city"),
            "from_district": _("Stands from the district"),
        }
        day = date_format(book.on, "Y-m-d")
        title = _("%(program)s: book as of %(day)s") % {"program": program, "day": day}
        heads = [_("Award"), _("Company"), _("Budget year"), _("Status")]
        rows = [
            [row.number, row.company, row.year, row.status_label,
             *(getattr(row.position, name) for name in COLUMNS)]
            for row in book.rows
        ]  # fmt: skip
        total = [_("Total"), "", None, "", *(book.total[name] for name in COLUMNS)]
        sheet = Sheet(
            _("Book"), title, [*heads, *(told[name] for name in COLUMNS)],
            [*rows, total],
        )  # fmt: skip
        made = date_format(at.astimezone(CITY_TIME), "Y-m-d H:i")
        return render([sheet], title=title, comments=made)
