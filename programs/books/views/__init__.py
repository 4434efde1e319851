"""The books as pages: what was promised, what moved, what waits."""

from programs.books.views.accounts import (
    account,
    listing,
    statement_pdf,
    statement_xlsx,
)

__all__ = ["account", "listing", "statement_pdf", "statement_xlsx"]
