"""What counts as an answer, the same for pages, the API and what is handed in.

A draft keeps an answer however wrong it is, as long as it has the shape of its kind:
text, whether a commitment was made, a list of options, or a list of rows.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from foundation.files.rules import MEGABYTE, extension
from foundation.translated import pick
from programs.calls.rules.schema import (
    LONGEST,
    Question,
    Schema,
    asked,
    empty,
    file_rules,
    most_rows,
    options,
)
from programs.calls.states import QuestionKind as Kind

STORABLE = 20_000  # characters that a draft keeps of a text, however wrong it is
TABLE_STORABLE = 100_000  # and of a table
MAGNITUDE = 30  # digits of the largest and the smallest number
Row = dict[str, str]
Answer = str | bool | list[str] | list[Row] | None


def tidy(question: Question, answer: Any) -> Answer:
    """An answer as a draft keeps it.

    >>> tidy({"kind": "number"}, 12.5), tidy({"kind": "text"}, " a\\x00b\\r\\nc")
    ('12.5', 'ab\\nc')
    >>> tidy({"kind": "commitment"}, "on"), tidy({"kind": "commitment"}, "false")
    (True, False)
    >>> tidy({"kind": "table", "columns": [{"id": "n"}]}, [{"n": 1}, {"n": " "}])
    [{'n': '1'}]
    """
    kind = question["kind"]
    if kind == Kind.COMMITMENT:
        return answer in (True, "on", "true", "True")
    if answer is None:
        return None
    if kind == Kind.CHOICES:
        return _chosen(question, answer)
    if kind == Kind.TABLE:
        return _rows(question, answer)
    return _plain(answer)


def _plain(answer: Any) -> str:
    if answer is None:
        return ""
    text = str(answer).replace("\0", "").replace("\r\n", "\n").strip()
    return text.encode(errors="replace").decode()


def _chosen(question: Question, answer: Any) -> list[str]:
    """In the order of the options, each once; what is no option comes last."""
    given = answer if isinstance(answer, list | tuple) else [answer]
    texts = dict.fromkeys(filter(None, map(_plain, given)))
    known = [value for value in options(question) if value in texts]
    return [*known, *(text for text in texts if text not in known)]


def _rows(question: Question, answer: Any) -> list[Row]:
    """Rows in which something is written, with the columns of the form alone."""
    if not isinstance(answer, list | tuple):
        return []
    names = [column["id"] for column in question["columns"]]
    rows = [
        {name: _plain(row.get(name)) for name in names}
        for row in answer
        if isinstance(row, Mapping)
    ]
    return [row for row in rows if any(row.values())]


def storable(question: Question, answer: Any) -> bool:
    """Whether a draft can keep this at all: of the right shape, and not without end.

    >>> storable({"kind": "text"}, ["a"]), storable({"kind": "choices"}, ["a"])
    (False, True)
    """
    kind = question["kind"]
    if kind == Kind.TABLE and answer is not None:
        return _is_table(answer)
    if kind == Kind.CHOICES and isinstance(answer, list | tuple):
        return len(answer) <= STORABLE // 100 and all(map(_single, answer))
    return _single(answer)


def _single(answer: Any) -> bool:
    single = answer is None or isinstance(answer, str | bool | int | float | Decimal)
    return single and len(str(answer)) <= STORABLE


def _is_table(answer: Any) -> bool:
    if not isinstance(answer, list | tuple):
        return False
    rows = all(
        isinstance(row, Mapping) and all(map(_single, row.values())) for row in answer
    )
    return rows and len(json.dumps(answer, default=str)) <= TABLE_STORABLE


def missing(schema: Schema, answers: Mapping[str, Any]) -> list[Question]:
    """Required questions that are asked and have no answer, in the form's order."""
    return [
        question
        for question in asked(schema, answers)
        if question.get("required") and empty(answers.get(question["id"]))
    ]


def objection(question: Question, answer: Any) -> str | None:
    """What is wrong with an answer that was given, or None.

    >>> objection({"id": "n", "kind": "number", "min": 1}, "0") is None
    False
    >>> objection({"id": "n", "kind": "number", "min": 1}, "12") is None
    True
    """
    if empty(answer):
        return None
    look = OBJECTIONS.get(question["kind"])
    return look(answer, question) if look else None


def _wrong_length(answer: Any, question: Question) -> str | None:
    length = len(str(answer))
    most, least = question.get("max", LONGEST[question["kind"]]), question.get("min", 0)
    if length > most:
        said = _("This is longer than the form allows: %(given)s of %(most)s.")
        return said % {"given": length, "most": most}
    if length < least:
        said = _("Write at least %(least)s characters; this is %(given)s.")
        return said % {"given": length, "least": least}
    return None


def _not_a_number(answer: Any, question: Question) -> str | None:
    number = as_number(answer)
    if number is None:
        return _("Write a number, for example 1200.50.")
    if question["kind"] == Kind.MONEY and number != round(number, 2):
        return _("Write an amount in yuan with at most two decimals.")
    if question.get("whole") and number != number.to_integral_value():
        return _("Write a whole number.")
    low, high = question.get("min"), question.get("max")
    if low is not None and number < Decimal(str(low)):
        return _("This number must be at least %(low)s.") % {"low": low}
    if high is not None and number > Decimal(str(high)):
        return _("This number must be at most %(high)s.") % {"high": high}
    return None


def as_number(answer: Any) -> Decimal | None:
    """
    >>> as_number("1200.50"), as_number("many"), as_number("NaN")
    (Decimal('1200.50'), None, None)
    """
    try:
        number = Decimal(str(answer))
    except InvalidOperation:
        return None
    sane = number.is_finite() and abs(number.adjusted()) <= MAGNITUDE
    return number if sane else None


def _unknown(answer: Any, question: Question) -> str | None:
    known = isinstance(answer, str) and answer in options(question)
    return None if known else _("Choose one of the options.")


def _not_a_date(answer: Any, question: Question) -> str | None:
    try:
        day = date.fromisoformat(str(answer)).isoformat()
    except ValueError:
        return _("Write a date as year-month-day, for example 2026-03-31.")
    if (first := question.get("min")) and day < first:
        return _("This day must not be before %(first)s.") % {"first": first}
    if (last := question.get("max")) and day > last:
        return _("This day must not be after %(last)s.") % {"last": last}
    return None


def _wrongly_chosen(answer: Any, question: Question) -> str | None:
    if not isinstance(answer, list) or set(answer) - set(options(question)):
        return _("Choose among the options.")
    least, most = question.get("min") or 0, question.get("max") or len(answer)
    if len(answer) < least:
        return _("Choose at least %(least)s.") % {"least": least}
    if len(answer) > most:
        return _("Choose at most %(most)s.") % {"most": most}
    return None


def _wrong_table(answer: Any, question: Question) -> str | None:
    """What is wrong with the number of rows, or with the first wrong cell."""
    if not isinstance(answer, list):
        return _("Fill in the rows of the table.")
    least, most = question.get("min_rows") or 0, most_rows(question)
    if len(answer) > most:
        return _("The table takes at most %(most)s rows.") % {"most": most}
    for number, row in enumerate(answer, 1):
        for column in question["columns"]:
            if said := _wrong_cell(column, row.get(column["id"])):
                where = {"row": number, "column": pick(column["label"]), "said": said}
                return _("Row %(row)s, %(column)s: %(said)s") % where
    if len(answer) < least:
        return _("The table needs at least %(least)s rows.") % {"least": least}
    return None


def _wrong_cell(column: Question, cell: Any) -> str | None:
    if column.get("required") and empty(cell):
        return _("This is needed.")
    return objection(column, cell)


OBJECTIONS: Mapping[str, Callable[[Any, Question], str | None]] = {
    Kind.TEXT: _wrong_length,
    Kind.LONG_TEXT: _wrong_length,
    Kind.NUMBER: _not_a_number,
    Kind.MONEY: _not_a_number,
    Kind.DATE: _not_a_date,
    Kind.CHOICE: _unknown,
    Kind.CHOICES: _wrongly_chosen,
    Kind.TABLE: _wrong_table,
}


def totals(question: Question, rows: Any) -> Row:
    """The sums of the columns that have one; a cell that is no number adds nothing.

    >>> sums = {"id": "n", "kind": "money", "total": True}
    >>> totals({"columns": [sums]}, [{"n": "1.50"}, {"n": "2"}, {"n": "x"}])
    {'n': '3.50'}
    """
    if not isinstance(rows, list):
        return {}
    return {
        column["id"]: _sum(column, rows)
        for column in question["columns"]
        if column.get("total")
    }


def _sum(column: Question, rows: list[Row]) -> str:
    numbers = [as_number(row.get(column["id"], "")) for row in rows]
    whole = sum((n for n in numbers if n is not None), Decimal(0))
    if column["kind"] == Kind.MONEY and whole == round(whole, 2):
        return f"{whole:.2f}"
    return f"{whole:f}"


def refused_file(
    question: Question, name: str, size: int, *, already: int
) -> str | None:
    """Why a question does not take this file, or None; its content is another matter.

    >>> refused_file({"types": ["pdf"]}, "a.pdf", 1, already=0) is None
    True
    >>> refused_file({"types": ["pdf"]}, "a.png", 1, already=0) is None
    False
    """
    rules = file_rules(question)
    if f".{extension(name)}" not in rules.endings:
        kinds = ", ".join(kind.upper() for kind in rules.types)
        return _("Only these types of file are taken here: %(kinds)s.") % {
            "kinds": kinds
        }
    if size > rules.most_mb * MEGABYTE:
        return _("A file here can be %(most)s MB at most.") % {"most": rules.most_mb}
    if already >= rules.most:
        return _("At most %(most)s files are taken here.") % {"most": rules.most}
    return None
