"""Questions of a form and what counts as an answer, the same for pages and the API.

A form is a list of sections, a section a list of questions. Texts are in languages:
`{"title": {...}, "questions": [{"id": "pitch", "kind": "long_text", "label": {...},
"help": {...}, "required": true, "max": 2000,
"options": [{"value": "a", "label": {...}}]}]}`
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.periods import CITY_TIME
from foundation.places.rules import WorkingDays
from programs.calls.states import QuestionKind as Kind

Question = Mapping[str, Any]
LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 5_000}
STORABLE = 20_000  # characters that a draft keeps of any answer, however wrong it is
USUAL_CLOSE = time(17)
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def questions(schema: Mapping[str, Any]) -> Iterator[Question]:
    for part in schema.get("sections", []):
        yield from part["questions"]


def fault(schema: Mapping[str, Any]) -> StrOrPromise | None:
    """Why a form cannot be used as it is written, or None."""
    found = list(questions(schema))
    names = [str(question.get("id", "")) for question in found]
    if not found:
        return _("The form asks nothing yet.")
    if not all(map(NAME.fullmatch, names)) or len(names) != len(set(names)):
        return _("Each question needs an id of its own: a-z, 0-9 and “_”.")
    if any(question.get("kind") not in Kind.values for question in found):
        return _("The form has a question of an unknown kind.")
    if not all(question.get("label") for question in found):
        return _("Each question needs a label.")
    if any(q["kind"] == Kind.CHOICE and not q.get("options") for q in found):
        return _("A choice needs options.")
    return None


def caution(closes_at: datetime, calendar: WorkingDays) -> StrOrPromise | None:
    """What is unusual about a close, or None; applicants get help until 17:00 (D§2.1).

    >>> from datetime import UTC
    >>> caution(datetime(2026, 3, 31, 9, tzinfo=UTC), WorkingDays()) is None
    True
    >>> caution(datetime(2026, 3, 29, 9, tzinfo=UTC), WorkingDays()) is None
    False
    """
    local = closes_at.astimezone(CITY_TIME)
    if not calendar.works(local.date()):
        return _("The call closes on a day on which nobody works.")
    if local.time() != USUAL_CLOSE:
        return _("The call does not close at 17:00, as calls usually do.")
    return None


def tidy(question: Question, answer: Any) -> str | bool | None:
    """An answer as a draft keeps it: text, or whether a commitment was made.

    >>> tidy({"kind": "number"}, 12.5), tidy({"kind": "text"}, " a\\x00b\\r\\nc")
    ('12.5', 'ab\\nc')
    >>> tidy({"kind": "commitment"}, "on"), tidy({"kind": "commitment"}, "false")
    (True, False)
    """
    if question["kind"] == Kind.COMMITMENT:
        return answer in (True, "on", "true", "True")
    if answer is None:
        return None
    text = str(answer).replace("\0", "").replace("\r\n", "\n").strip()
    return text.encode(errors="replace").decode()


def storable(answer: Any) -> bool:
    """Whether a draft can keep this at all: one value, and not without end."""
    single = answer is None or isinstance(answer, str | bool | int | float | Decimal)
    return single and len(str(answer)) <= STORABLE


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
