"""Questions of a form and what counts as an answer; pure, so that it is the same for all.

A form is a list of sections, a section a list of questions:
`{"title": {...}, "questions": [{"id": "pitch", "kind": "long_text", "label": {...},
"help": {...}, "required": true, "max": 2000, "options": [{"value": "a", "label": {...}}]}]}`
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from programs.calls.states import QuestionKind as Kind

Question = Mapping[str, Any]
LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 5_000}


def questions(schema: Mapping[str, Any]) -> Iterator[Question]:
    for part in schema.get("sections", []):
        yield from part["questions"]


def missing(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Question]:
    """Required questions without an answer, in the order of the form."""
    return [
        question
        for question in questions(schema)
        if question.get("required") and answers.get(question["id"]) in (None, "", False)
    ]


def objection(question: Question, answer: Any) -> StrOrPromise | None:
    """What is wrong with an answer that was given, or None.

    >>> objection({"id": "n", "kind": "number", "min": 1}, "0") is None
    False
    >>> objection({"id": "n", "kind": "number", "min": 1}, "12") is None
    True
    """
    if answer in (None, "", False):
        return None
    kind = question["kind"]
    if kind in LONGEST:
        return _too_long(answer, question.get("max", LONGEST[kind]))
    if kind in (Kind.NUMBER, Kind.MONEY):
        return _not_a_number(answer, question)
    if kind == Kind.DATE:
        return _not_a_date(answer)
    if kind == Kind.CHOICE:
        known = {option["value"] for option in question["options"]}
        return None if answer in known else _("Choose one of the options.")
    return None


def _too_long(answer: str, most: int) -> StrOrPromise | None:
    return None if len(answer) <= most else _("This is longer than the form allows.")


def _not_a_number(answer: Any, question: Question) -> StrOrPromise | None:
    try:
        number = Decimal(str(answer))
    except InvalidOperation:
        return _("Write a number, for example 1200.50.")
    if not number.is_finite():
        return _("Write a number, for example 1200.50.")
    if question["kind"] == Kind.MONEY and number != round(number, 2):
        return _("Write an amount in yuan with at most two decimals.")
    low, high = question.get("min"), question.get("max")
    if (low is not None and number < low) or (high is not None and number > high):
        return _("This number is outside of what the form allows.")
    return None


def _not_a_date(answer: Any) -> StrOrPromise | None:
    try:
        date.fromisoformat(str(answer))
    except ValueError:
        return _("Write a date as year-month-day, for example 2026-03-31.")
    return None
