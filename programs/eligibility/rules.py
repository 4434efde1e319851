"""What the answers of many conditions come to; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from foundation.translated import Texts, pick
from programs.catalogue.rules import (
    CompanyType,
    Condition,
    Facts,
    Finding,
    Kind,
    Outcome,
    Reads,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A condition with what it found."""

    condition: Condition
    finding: Finding


@dataclass(frozen=True, slots=True)
class TypeAnswer:
    """One type of company, and how far this company can apply as it."""

    type: CompanyType
    answers: list[Answer]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a company reads before it types anything."""

    general: list[Answer]
    types: list[TypeAnswer]

    @property
    def bars(self) -> list[Answer]:
        """What forbids handing in, whatever the type."""
        return barring(self.general)


def reads_of(conditions: Iterable[Condition]) -> frozenset[Reads]:
    """Where facts have to be gathered for these conditions."""
    return frozenset().union(*(condition.reads for condition in conditions))


def answered(conditions: Iterable[Condition], facts: Facts) -> list[Answer]:
    return [Answer(each, each.check(facts)) for each in conditions]


def barring(answers: Iterable[Answer]) -> list[Answer]:
    failed = (a for a in answers if a.finding.outcome == Outcome.FAIL)
    return [answer for answer in failed if answer.condition.hard]


def overall(answers: Sequence[Answer]) -> Outcome:
    """The worst of the answers: a failure, then an open question."""
    found = {answer.finding.outcome for answer in answers}
    for outcome in (Outcome.FAIL, Outcome.NEEDS_EVIDENCE):
        if outcome in found:
            return outcome
    return Outcome.PASS


def assess(kind: Kind, facts: Facts) -> Assessment:
    """All types at once, so that a company sees as what it can apply."""
    general = answered(kind.conditions, facts)
    types = []
    for each in kind.types:
        own = answered(each.conditions, facts)
        types.append(TypeAnswer(each, own, overall([*barring(general), *own])))
    return Assessment(general, types)


def findings(conditions: Sequence[Condition], facts: Facts) -> list[dict[str, Any]]:
    """The answers as they are kept: plain values, worded in every language."""
    kept: list[dict[str, Any]] = []
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            answers = answered(conditions, facts)
            kept = kept or [_plain(answer) for answer in answers]
            for row, answer in zip(kept, answers, strict=True):
                row["label"][code] = str(answer.condition.label)
                row["requires"][code] = str(answer.condition.requires)
                row["known"][code] = answer.finding.known
    return kept


def _plain(answer: Answer) -> dict[str, Any]:
    texts: dict[str, Texts] = {"label": {}, "requires": {}, "known": {}}
    return {
        "code": answer.condition.code,
        "hard": answer.condition.hard,
        "outcome": str(answer.finding.outcome),
        **texts,
    }


def bar(kept: Iterable[Mapping[str, Any]]) -> str:
    """The sentence of the first hard condition that is clearly not met, or nothing.

    >>> row = {"outcome": "fail", "label": "In operation", "known": "No."}
    >>> bar([{**row, "hard": False}]), bar([{**row, "hard": True}])
    ('', 'In operation: No.')
    """
    for row in kept:
        if row["hard"] and row["outcome"] == Outcome.FAIL:
            return f"{pick(row['label'])}: {pick(row['known'])}"
    return ""
