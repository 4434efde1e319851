"""What a form is made of, and which of its questions are asked given the answers.

A form is a list of sections, a section a list of questions. Texts are in languages:
`{"title": {...}, "questions": [{"id": "pitch", "kind": "long_text", "label": {...},
"help": {...}, "required": true, "max": 2000,
"when": {"question": "field", "is": ["it"]}}]}`
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.files.rules import LARGEST, MEGABYTE, TYPES
from programs.calls.states import QuestionKind as Kind

Question = Mapping[str, Any]
Schema = Mapping[str, Any]
LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 5_000}
MOST_ROWS = 100
MOST_FILES = 10
MOST_MB = LARGEST // MEGABYTE
OPTIONED = frozenset({Kind.CHOICE, Kind.CHOICES})
TYPED = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE})
COLUMN_KINDS = (Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE)
SUMMED = frozenset({Kind.NUMBER, Kind.MONEY})
DECISIVE = (*sorted(OPTIONED), Kind.COMMITMENT)  # what a condition can ask about

# What a file may be, by the name that a form gives it: the endings behind it.
FILE_TYPES = {
    each.extensions[0]: each.extensions for each in dict.fromkeys(TYPES.values(), 0)
}


def questions(schema: Schema) -> Iterator[Question]:
    for part in schema.get("sections", []):
        yield from part["questions"]


def by_id(schema: Schema) -> dict[str, Question]:
    return {question["id"]: question for question in questions(schema)}


def asked(schema: Schema, answers: Mapping[str, Any]) -> Iterator[Question]:
    """The questions whose conditions hold; a hidden one counts as not answered.

    >>> first = {"id": "a", "kind": "choice"}
    >>> second = {"id": "b", "kind": "text", "when": {"question": "a", "is": ["x"]}}
    >>> form = {"sections": [{"questions": [first, second]}]}
    >>> [q["id"] for q in asked(form, {"a": "x"})], [q["id"] for q in asked(form, {})]
    (['a', 'b'], ['a'])
    """
    told: dict[str, set[str]] = {}
    for question in questions(schema):
        when = question.get("when")
        if when and not told.get(when["question"], set()) & words(when["is"]):
            continue
        told[question["id"]] = words(answers.get(question["id"]))
        yield question


def words(answer: Any) -> set[str]:
    """What an answer says, as a condition compares it.

    >>> words(True), words(["a"]), words(""), words("b")
    ({'true'}, {'a'}, set(), {'b'})
    """
    if answer in (None, "", False):
        return set()
    given = answer if isinstance(answer, list | tuple) else [answer]
    plain = (one for one in given if not isinstance(one, Mapping))
    return {"true" if one is True else str(one) for one in plain}


def empty(answer: Any) -> bool:
    return answer in (None, "", False) or answer == []


def options(question: Question) -> dict[str, Any]:
    """The texts of each option by its value."""
    return {one["value"]: one["label"] for one in question.get("options", ())}


def most_rows(question: Question) -> int:
    return int(question.get("max_rows") or MOST_ROWS)


@dataclass(frozen=True, slots=True)
class FileRules:
    """What may be handed in as the answer to one question."""

    types: tuple[str, ...]
    most: int
    most_mb: int

    @property
    def endings(self) -> list[str]:
        return [f".{ending}" for name in self.types for ending in FILE_TYPES[name]]


def file_rules(question: Question) -> FileRules:
    """
    >>> file_rules({"types": ["pdf"], "most": 1}).endings
    ['.pdf']
    """
    return FileRules(
        tuple(question.get("types") or FILE_TYPES),
        int(question.get("most") or MOST_FILES),
        int(question.get("most_mb") or MOST_MB),
    )
