"""The books as pages: what was promised, what moved, what waits."""

from programs.books.views.accounts import (
    account,
    listing,
    statement_pdf,
    statement_xlsx,
)
from programs.books.views.desk import (
    book,
    book_xlsx,
    forecast,
    public_money,
    ties,
    waiting,
)
from programs.books.views.desk import listing as books

__all__ = [
    "account",
    "book",
    "book_xlsx",
    "books",
    "forecast",
    "listing",
    "public_money",
    "statement_pdf",
    "statement_xlsx",
    "ties",
    "waiting",
]
