"""The books as of any day: one award's account, and all of a program in one pass."""

from programs.books.queries.accounts import Account, account
from programs.books.queries.positions import positions

__all__ = ["Account", "account", "positions"]
