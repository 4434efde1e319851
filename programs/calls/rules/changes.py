"""What a new version of a form means for those who have begun to answer the old one.

Questions are the same when their ids are. Nothing that was written is thrown away: what
the new form has no place for is set aside, with the question as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from programs.calls.rules.answers import objection, tidy
from programs.calls.rules.schema import OPTIONED, TYPED, Question, Schema, by_id, empty
from programs.calls.states import QuestionKind as Kind


@dataclass(frozen=True, slots=True)
class Changes:
    """The questions that differ; of those removed and of changed kind as they were."""

    added: list[Question] = field(default_factory=list)
    removed: list[Question] = field(default_factory=list)
    changed: list[Question] = field(default_factory=list)  # another kind
    required: list[Question] = field(default_factory=list)  # was not before
    altered: list[Question] = field(default_factory=list)  # words, limits, options

    def __bool__(self) -> bool:
        parts = (self.added, self.removed, self.changed, self.required, self.altered)
        return any(parts)


def changes(old: Schema, new: Schema) -> Changes:
    before, after = by_id(old), by_id(new)
    found = Changes(
        added=[q for name, q in after.items() if name not in before],
        removed=[q for name, q in before.items() if name not in after],
    )
    for name, question in after.items():
        was = before.get(name)
        if was is None or was == question:
            continue
        if was["kind"] != question["kind"]:
            found.changed.append(question)
        elif question.get("required") and not was.get("required"):
            found.required.append(question)
        else:
            found.altered.append(question)
    return found


@dataclass(frozen=True, slots=True)
class Carried:
    """The answers to the new form, and those for which it has no place."""

    answers: dict[str, Any]
    left: dict[str, Any]  # question id: the answer as it was


def carry(old: Schema, new: Schema, answers: Mapping[str, Any]) -> Carried:
    """Take the answers over by the ids of their questions.

    >>> ask = lambda **q: {"sections": [{"questions": [q]}]}
    >>> carry(ask(id="a", kind="text"), ask(id="a", kind="number"), {"a": "7"})
    Carried(answers={'a': '7'}, left={})
    >>> carry(ask(id="a", kind="text"), ask(id="b", kind="text"), {"a": "7"})
    Carried(answers={}, left={'a': '7'})
    """
    before, after = by_id(old), by_id(new)
    kept: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for name, answer in answers.items():
        was, question = before.get(name), after.get(name)
        found = _taken_over(was, question, answer) if was and question else None
        if found is not None:
            kept[name] = found
        if not empty(answer) and _loses(was, question, answer, found):
            left[name] = answer
    return Carried(kept, left)


def converts(was: Question, question: Question) -> bool:
    """Whether answers of the one kind are answers of the other as well."""
    before, after = was["kind"], question["kind"]
    if before == after or (before in OPTIONED and after == Kind.CHOICES):
        return True
    return before in TYPED and after in TYPED


def _taken_over(was: Question, question: Question, answer: Any) -> Any:
    """The answer in the shape of the new question, or None when it has no place."""
    if not converts(was, question):
        return None
    if was["kind"] in TYPED and was["kind"] != question["kind"]:
        hides = question["kind"] == Kind.DATE and objection(question, answer)
        return None if hides else answer
    return tidy(question, answer)


def _loses(
    was: Question | None, question: Question | None, answer: Any, found: Any
) -> bool:
    """Whether the new form does not show all that the answer said."""
    if was is None or question is None or found is None:
        return True
    if was["kind"] in OPTIONED:
        return objection(was, answer) is None and bool(objection(question, found))
    if was["kind"] == Kind.TABLE:
        return _written(found) != _written(answer)
    return bool(found != answer)


def _written(rows: Any) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if cell} for row in rows]
