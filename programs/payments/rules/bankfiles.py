"""The two files between the city and its bank: payments out, answers in.

Both are CSV in UTF-8 with a line each for the file itself (its kind, version, batch,
day, number of lines and total) and for the names of the columns; then one line for each
payment. What does not fit the layout to the letter is refused as a whole.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO

from foundation.money import ZERO

VERSION = "1"
OUT, BACK = "KAPOK-PAYMENTS", "KAPOK-REPLY"
OUT_COLUMNS = ("line", "payment", "holder", "bank", "branch_code", "account",
               "amount", "purpose")  # fmt: skip
BACK_COLUMNS = ("payment", "account", "amount", "result", "reference", "day", "reason")
RESULTS = {"paid", "returned"}
MOST = 100_000  # lines
LARGEST = 5_000_000  # bytes
FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would take for one


class Unreadable(ValueError):
    """A file that is not in the layout; `line` counts from 1, `what` is a code."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True, slots=True)
class Order:
    """One payment as the bank is told to make it."""

    payment: str
    holder: str
    bank: str
    branch_code: str
    account: str
    amount: Decimal
    purpose: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about itself."""

    batch: str
    day: date
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the bank."""

    payment: str
    account: str
    amount: Decimal
    result: str
    reference: str
    day: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply of the bank."""

    header: Header
    lines: Sequence[Line]


def write_file(batch: str, day: date, orders: Sequence[Order]) -> str:
    """The file for the bank; the same payments always give the same text."""
    total = sum((order.amount for order in orders), ZERO)
    rows: list[Iterable[object]] = [
        (OUT, VERSION, batch, day, len(orders), total),
        OUT_COLUMNS,
    ]
    for number, order in enumerate(orders, start=1):
        words = map(
            _plain,
            (order.payment, order.holder, order.bank, order.branch_code, order.account),
        )
        rows.append((number, *words, order.amount, _plain(order.purpose)))
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _plain(words: str) -> str:
    """One line, and nothing that a spreadsheet would compute."""
    flat = " ".join(words.split())
    return f"'{flat}" if flat.startswith(FORMULA) else flat


def read_reply(text: str) -> Reply:
    """A reply in its layout, or `Unreadable` with the first line that is not."""
    rows = _rows(text.removeprefix("\ufeff"))
    if not rows or len(rows) > MOST:
        raise Unreadable(1, "empty" if not rows else "long")
    header = _header(rows[0])
    if len(rows) < 2 or tuple(rows[1]) != BACK_COLUMNS:  # noqa: PLR2004  # the second line
        raise Unreadable(2, "columns")
    lines = [_line(at, row) for at, row in enumerate(rows[2:], start=3)]
    if len(lines) != header.count:
        raise Unreadable(1, "count")
    return Reply(header, lines)


def _rows(text: str) -> list[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as fault:
        raise Unreadable(max(reader.line_num, 1), "columns") from fault


def checked(reply: Reply) -> bool:
    """Whether what the bank says it has paid is what its lines add up to."""
    paid = (line.amount for line in reply.lines if line.result == "paid")
    return sum(paid, ZERO) == reply.header.total


def _header(row: Sequence[str]) -> Header:
    if len(row) != 6 or row[:2] != [BACK, VERSION]:  # noqa: PLR2004  # as `write_file` has it
        raise Unreadable(1, "header")
    if not row[4].isdecimal() or len(row[4]) > len(str(MOST)):
        raise Unreadable(1, "count")
    return Header(row[2].strip(), _day(1, row[3]), int(row[4]), _money(1, row[5]))


def _line(at: int, row: Sequence[str]) -> Line:
    if len(row) != len(BACK_COLUMNS):
        raise Unreadable(at, "columns")
    payment, account, amount, result, reference, day, reason = map(str.strip, row)
    if result not in RESULTS:
        raise Unreadable(at, "result")
    if not payment or not reference or len(reference) > 40 or len(payment) > 40:  # noqa: PLR2004  # columns of the table
        raise Unreadable(at, "reference")
    return Line(
        payment,
        account[:40],
        _money(at, amount),
        result,
        reference,
        _day(at, day),
        reason[:200],
    )


def _money(at: int, words: str) -> Decimal:
    try:
        amount = Decimal(words)
    except InvalidOperation:
        raise Unreadable(at, "amount") from None
    exponent = amount.as_tuple().exponent
    if not amount.is_finite() or amount < 0 or exponent != -2:  # noqa: PLR2004  # cents
        raise Unreadable(at, "amount")
    if amount >= Decimal(10) ** 14:
        raise Unreadable(at, "amount")
    return amount


def _day(at: int, words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Unreadable(at, "day") from None
