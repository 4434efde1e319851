"""An answer in words, for whoever reads what was written or handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.translated import pick
from programs.calls.rules.answers import as_number, totals
from programs.calls.rules.schema import SUMMED, Question, Schema, by_id, empty, options
from programs.calls.states import QuestionKind as Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table, with the head of its column for narrow screens."""

    head: str
    text: str
    figure: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to read; `totals` is empty when no column has one."""

    heads: list[Cell]
    rows: list[list[Cell]]
    totals: list[Cell]


def said(question: Question, answer: Any) -> str:
    """
    >>> said({"kind": "number", "unit": {"en": "pieces"}}, "1200")
    '1,200 pieces'
    """
    kind = question["kind"]
    if empty(answer):
        return ""
    if kind == Kind.COMMITMENT:
        return _("Confirmed")
    if kind in (Kind.CHOICE, Kind.CHOICES):
        return _chosen(question, answer)
    if kind == Kind.TABLE:
        return _lines(question, answer)
    if kind in SUMMED:
        return _figure(question, str(answer))
    return str(answer)


def _chosen(question: Question, answer: Any) -> str:
    labels = options(question)
    given = answer if isinstance(answer, list) else [answer]
    return "\n".join(pick(labels.get(one)) or str(one) for one in given)


def _figure(question: Question, answer: str) -> str:
    return f"{grouped(answer)} {unit(question)}".strip()


def grouped(answer: str) -> str:
    """A number with its thousands apart; anything else as it was written."""
    number = as_number(answer)
    return answer if number is None else f"{number:,}"


def unit(question: Question) -> str:
    return _("yuan") if question["kind"] == Kind.MONEY else pick(question.get("unit"))


def _lines(question: Question, answer: Any) -> str:
    """A table as lines of text, where no table can be shown."""
    shown = grid(question, answer)
    lines = [_line(row) for row in shown.rows]
    if shown.totals:
        lines.append(f"{_('Total')}: {_line(shown.totals)}")
    return "\n".join(lines)


def _line(row: list[Cell]) -> str:
    return " · ".join(f"{cell.head} {cell.text}" for cell in row if cell.text)


def grid(question: Question, answer: Any) -> Grid:
    rows = answer if isinstance(answer, list) else []
    columns = question["columns"]
    sums = totals(question, rows)
    return Grid(
        [_cell(column, "") for column in columns],
        [
            [_cell(column, str(row.get(column["id"], ""))) for column in columns]
            for row in rows
            if isinstance(row, Mapping)
        ],
        [_cell(column, sums.get(column["id"], "")) for column in columns]
        if sums
        else [],
    )


def _cell(column: Question, text: str) -> Cell:
    figure = column["kind"] in SUMMED
    return Cell(head(column), grouped(text) if figure else text, figure)


def head(column: Question) -> str:
    """The name of a column, with its unit.

    >>> head({"label": {"en": "Staff"}, "kind": "number", "unit": {"en": "people"}})
    'Staff (people)'
    """
    measured = unit(column) if column["kind"] in SUMMED else ""
    label = pick(column["label"])
    return f"{label} ({measured})" if measured else label


def origin(known: Mapping[str, Any]) -> str:
    """Where a value comes from, and on which day it was taken from there."""
    if year := known.get("year"):
        words = _("from the yearly return of %(year)s, %(day)s")
        return words % {"year": year, "day": known["on"]}
    return _("from the registry, %(day)s") % {"day": known["on"]}


def differs(question: Question, known: Mapping[str, Any], answer: Any) -> bool:
    """Whether an answer is another than what is known; 1200 is 1200.00.

    >>> differs({"kind": "money"}, {"value": "1200"}, "1200.00")
    False
    """
    mine, theirs = str(answer or ""), str(known["value"])
    if question["kind"] in SUMMED and mine:
        return _same_scale(mine) != _same_scale(theirs)
    return mine != theirs


def _same_scale(text: str) -> Decimal | str:
    number = as_number(text)
    return text if number is None else number


def outline(question: Question) -> list[str]:
    """What a question asks for besides its label: unit, options, columns, limits."""
    lines = [pick(question.get("help")), pick(question.get("unit"))]
    lines += [pick(label) for label in options(question).values()]
    lines += [head(column) for column in question.get("columns", ())]
    limits = {name: question.get(name) for name in ("min", "max")}
    lines += [f"{name} {value}" for name, value in limits.items() if value is not None]
    return [line for line in lines if line]


def terms(schema: Schema) -> dict[str, str]:
    """For each question that depends on another: when it is to be answered.

    A form that is still being written may name what is not there; of that is no word.
    """
    asked = by_id(schema)
    waiting = {name: one["when"] for name, one in asked.items() if "when" in one}
    return {
        name: _term(asked[when["question"]], when["is"])
        for name, when in waiting.items()
        if when["question"] in asked
    }


def _term(target: Question, given: list[Any]) -> str:
    label = pick(target["label"]).rstrip("。.")
    if target["kind"] == Kind.COMMITMENT:
        return _("Only if you have confirmed: “%(label)s”") % {"label": label}
    known = options(target)
    labels = [pick(known[str(one)]) if str(one) in known else one for one in given]
    named = _(" or ").join(f"“{one}”" for one in labels)
    return _("Only if “%(label)s” is %(named)s") % {"label": label, "named": named}
