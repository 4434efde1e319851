"""The books as of any day: one award's account, and all of a program in one pass."""

from programs.books.queries.accounts import Account, account
from programs.books.queries.book import SUMS, Awards, Book, book
from programs.books.queries.forecast import forecast
from programs.books.queries.positions import positions
from programs.books.queries.public import public_money
from programs.books.queries.ties import notes
from programs.books.queries.waiting import ages, steps, unasked, waiting

__all__ = [
    "SUMS",
    "Account",
    "Awards",
    "Book",
    "account",
    "ages",
    "book",
    "forecast",
    "notes",
    "positions",
    "public_money",
    "steps",
    "unasked",
    "waiting",
]
