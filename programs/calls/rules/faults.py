"""Why a form cannot be used as it is written, in a sentence that says where.

The form may come from the editor or be typed as JSON, so nothing is taken for granted.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.translated import pick
from programs.calls.rules.answers import as_number
from programs.calls.rules.schema import (
    COLUMN_KINDS,
    DECISIVE,
    FILE_TYPES,
    MOST_FILES,
    MOST_MB,
    MOST_ROWS,
    SUMMED,
    Question,
    Schema,
    questions,
    words,
)
from programs.calls.rules.sources import EARLIEST, LATEST, SOURCES
from programs.calls.states import QuestionKind as Kind

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_TEXT = 20_000
COMMON = {"id", "kind", "label", "help", "required", "when"}
OWN: dict[str, set[str]] = {
    Kind.TEXT: {"min", "max", "source"},
    Kind.LONG_TEXT: {"min", "max", "source"},
    Kind.NUMBER: {"unit", "min", "max", "whole", "source"},
    Kind.MONEY: {"min", "max", "source"},
    Kind.DATE: {"min", "max", "source"},
    Kind.CHOICE: {"options"},
    Kind.CHOICES: {"options", "min", "max"},
    Kind.TABLE: {"columns", "min_rows", "max_rows"},
    Kind.FILE: {"types", "most", "most_mb"},
    Kind.COMMITMENT: set(),
}
COLUMN = {"id", "kind", "label", "required", "unit", "total", "min", "max", "whole"}


def fault(schema: Any) -> str | None:
    """Why a form cannot be used as it is written, or None."""
    return next(_faults(schema), None)


def _faults(schema: Any) -> Iterator[str]:
    if not _is_built(schema):
        yield _("The form is not a list of sections with lists of questions.")
        return
    found = list(questions(schema))
    if not found:
        yield _("The form asks nothing yet.")
        return
    yield from _misnamed(found)
    for question in found:
        label = pick(question.get("label"))
        for said in question_faults(question):
            yield _("“%(label)s”: %(said)s") % {"label": label, "said": said}
    yield from _conditions(found)


def _is_built(schema: Any) -> bool:
    if not isinstance(schema, Mapping) or not _is_list(schema.get("sections")):
        return False
    return all(
        isinstance(part, Mapping)
        and isinstance(part.get("title", {}), Mapping)
        and _is_list(part.get("questions"))
        and all(isinstance(question, Mapping) for question in part["questions"])
        for part in schema["sections"]
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _says(value: Any) -> bool:
    """Whether these are texts by language, at least one of them not blank."""
    return (
        isinstance(value, Mapping)
        and all(isinstance(text, str) for text in value.values())
        and any(text.strip() for text in value.values())
    )


def _misnamed(found: list[Question]) -> Iterator[str]:
    names = [str(question.get("id", "")) for question in found]
    if not all(map(NAME.fullmatch, names)):
        yield _("Each question needs an id of its own: a-z, 0-9 and “_”.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield _("Two questions have the same id: %(name)s.") % {"name": twice[0]}
    if not all(_says(question.get("label")) for question in found):
        yield _("Each question needs a label.")
    if any(question.get("kind") not in Kind.values for question in found):
        yield _("The form has a question of an unknown kind.")


def question_faults(question: Question) -> Iterator[str]:
    """What is wrong with one question, whatever the others are."""
    kind = question["kind"]
    if strange := sorted(set(question) - COMMON - OWN[kind]):
        yield _("A question of this kind has no “%(name)s”.") % {"name": strange[0]}
        return
    if not isinstance(question.get("required", False), bool):
        yield _("“Required” is yes or no.")
    for name in ("help", "unit"):
        if question.get(name) and not _says(question[name]):
            yield _("Texts are written by language.")
    yield from BY_KIND.get(kind, _nothing)(question)
    if "source" in question:
        yield from _source(question)


def _nothing(_question: Question) -> Iterator[str]:
    yield from ()


def _limits(question: Question, low: str = "min", high: str = "max") -> Iterator[str]:
    """Numbers, the lower one not above the higher one."""
    given = [question.get(low), question.get(high)]
    lower, upper = (None if one is None else as_number(one) for one in given)
    known = [one for one in given if one is not None]
    if any(isinstance(one, bool) or as_number(one) is None for one in known):
        yield _("A limit is not a number.")
    elif lower is not None and upper is not None and lower > upper:
        yield _("The lower limit is above the upper one.")


def _counts(
    question: Question, low: str, high: str, *, most: int, least: int = 0
) -> Iterator[str]:
    """Limits of how many there may be: whole numbers between `least` and `most`."""
    found = list(_limits(question, low, high))
    for one in (question.get(low), question.get(high)):
        if not found and one is not None and not _is_count(one, least, most):
            said = _("A limit must be a whole number from %(least)s to %(most)s.")
            found.append(said % {"least": least, "most": most})
    yield from found[:1]


def _is_count(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def _text(question: Question) -> Iterator[str]:
    yield from _counts(question, "min", "max", most=LONGEST_TEXT)
    if question.get("max") == 0:
        yield _("A text of no characters cannot be written.")


def _number(question: Question) -> Iterator[str]:
    yield from _limits(question)
    if not isinstance(question.get("whole", False), bool):
        yield _("“Whole numbers only” is yes or no.")


def _date(question: Question) -> Iterator[str]:
    try:
        days = [
            date.fromisoformat(str(question[name]))
            for name in ("min", "max")
            if question.get(name)
        ]
    except ValueError:
        yield _("A limit is not a day like 2026-03-31.")
        return
    if days != sorted(days):
        yield _("The first day is after the last one.")


def _options(question: Question) -> Iterator[str]:
    options = question.get("options")
    if not options or not _is_list(options):
        yield _("A choice needs options.")
        return
    if not all(_is_option(one) for one in options):
        yield _("Each option needs a value and a label.")
        return
    values = [one["value"] for one in options]
    if len(values) != len(set(values)):
        yield _("Two options have the same value.")
    if question["kind"] == Kind.CHOICES:
        yield from _counts(question, "min", "max", most=len(values))


def _is_option(option: Any) -> bool:
    return (
        isinstance(option, Mapping)
        and isinstance(option.get("value"), str)
        and bool(option["value"].strip())
        and _says(option.get("label"))
    )


def _table(question: Question) -> Iterator[str]:
    columns = question.get("columns")
    if not columns or not _is_list(columns):
        yield _("A table needs columns.")
        return
    if not all(isinstance(column, Mapping) for column in columns):
        yield _("A column is written as one thing with id, kind and label.")
        return
    names = [str(column.get("id", "")) for column in columns]
    if not all(map(NAME.fullmatch, names)) or len(names) != len(set(names)):
        yield _("Each column needs an id of its own: a-z, 0-9 and “_”.")
    for column in columns:
        yield from _column(column)
    yield from _counts(question, "min_rows", "max_rows", most=MOST_ROWS)
    if question.get("max_rows") == 0:
        yield _("A table of no rows cannot be filled in.")


def _column(column: Question) -> Iterator[str]:
    if strange := sorted(set(column) - COLUMN):
        yield _("A column has no “%(name)s”.") % {"name": strange[0]}
    if not _says(column.get("label")):
        yield _("Each column needs a label.")
    kind = column.get("kind")
    if kind not in COLUMN_KINDS:
        yield _("A column holds text, numbers, money or dates.")
        return
    if column.get("total") and kind not in SUMMED:
        yield _("Only columns of numbers or money have a total.")
    yield from BY_KIND[kind](column)


def _file(question: Question) -> Iterator[str]:
    types = question.get("types", [])
    if not _is_list(types) or set(map(str, types)) - set(FILE_TYPES):
        known = ", ".join(FILE_TYPES)
        yield _("Files can be of these types: %(known)s.") % {"known": known}
    for name, most in (("most", MOST_FILES), ("most_mb", MOST_MB)):
        if question.get(name) is not None and not _is_count(question[name], 1, most):
            said = _("A limit must be a whole number from %(least)s to %(most)s.")
            yield said % {"least": 1, "most": most}


BY_KIND: Mapping[str, Callable[[Question], Iterator[str]]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _options,
    Kind.CHOICES: _options,
    Kind.TABLE: _table,
    Kind.FILE: _file,
}


def _source(question: Question) -> Iterator[str]:
    named = question["source"]
    source = SOURCES.get(str(named.get("of"))) if isinstance(named, Mapping) else None
    if source is None or set(named) - {"of", "year"}:
        yield _("Nothing is known under this source.")
    elif question["kind"] not in source.kinds:
        yield _("A question of this kind cannot take a value from this source.")
    elif source.yearly != ("year" in named) or (
        source.yearly and not _is_year(named["year"])
    ):
        yield _("A figure of a yearly return needs a year from −5 to 0; others none.")


def _is_year(value: Any) -> bool:
    return type(value) is int and EARLIEST <= value <= LATEST


def _conditions(found: list[Question]) -> Iterator[str]:
    """A condition asks about an earlier question whose answers are known beforehand."""
    asked = {question["id"]: question for question in found}
    earlier: set[str] = set()
    for question in found:
        label = pick(question["label"])
        if "when" in question:
            said = _condition(question, asked, earlier)
            if said:
                yield _("“%(label)s”: %(said)s") % {"label": label, "said": said}
        earlier.add(question["id"])


def _condition(
    question: Question, asked: Mapping[str, Question], earlier: set[str]
) -> str | None:
    when = question["when"]
    if not isinstance(when, Mapping) or set(when) != {"question", "is"}:
        return _("A condition names a question and the answers to it.")
    target = asked.get(str(when["question"]))
    if target is None:
        return _("Its condition asks about a question that the form does not have.")
    if _goes_round(question, asked):
        return _("Its condition leads back to itself.")
    if target["id"] not in earlier:
        return _("Its condition asks about a question that comes later.")
    return _awaited(when["is"], target)


def _awaited(given: Any, target: Question) -> str | None:
    """What is wrong with the answers that a condition waits for."""
    if target["kind"] not in DECISIVE:
        return _("A condition can ask about choices and commitments only.")
    if not _is_list(given) or not words(given) or words(given) - _says_of(target):
        return _("Its condition waits for an answer that nobody can give.")
    return None


def _says_of(target: Question) -> set[str]:
    """All that an answer to this question can say."""
    if target["kind"] == Kind.COMMITMENT:
        return {"true"}
    return {str(option["value"]) for option in target["options"]}


def _goes_round(question: Question, asked: Mapping[str, Question]) -> bool:
    seen, now = {question["id"]}, question
    while isinstance(when := now.get("when"), Mapping):
        name = str(when.get("question"))
        if name in seen:
            return bool(name == question["id"])
        if name not in asked:
            return False
        seen.add(name)
        now = asked[name]
    return False


def condition_targets(schema: Schema, before: str | None = None) -> list[Question]:
    """The questions that a condition can ask about; of those before a question."""
    found = []
    for question in questions(schema):
        if question["id"] == before:
            break
        if question["kind"] in DECISIVE:
            found.append(question)
    return found
