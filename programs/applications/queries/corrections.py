"""What a correction asks for, and what it has changed, as pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.translated import pick
from programs.applications.models import Application, Correction, Draft, Submission
from programs.applications.queries.reading import Answered, Section, handed_in
from programs.applications.rules import changed_between
from programs.applications.states import Status
from programs.calls.rules import by_id


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a correction asks for."""

    question: str
    label: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One question in two submissions; a form may have asked it only once."""

    before: Answered | None
    after: Answered | None

    @property
    def label(self) -> str:
        shown = self.after or self.before
        return shown.label if shown else ""


def correction_of(application: Application) -> Correction | None:
    rows = Correction.objects.filter(application=application)
    return rows.select_related("asked_by", "answered_by").first()


def asked_for(correction: Correction, schema: Mapping[str, Any]) -> list[Asked]:
    """What a correction asks, in the words of the form."""
    known = by_id(schema)
    return [
        Asked(
            item["question"],
            pick(known[item["question"]]["label"])
            if item["question"] in known
            else item["question"],
            item["wrong"],
        )
        for item in correction.items
    ]


def under_way(
    application: Application, asks: Draft | Submission | None
) -> list[Asked]:  # fmt: skip
    """What is to be put right, in the words of the form, until it is handed in."""
    correction = getattr(application, "correction", None)
    if application.status != Status.CORRECTION or correction is None or asks is None:
        return []
    return asked_for(correction, asks.form_version.schema)


def differences(application: Application) -> list[Difference]:
    """What the last submission says otherwise than the one before it."""
    rows = application.submissions.select_related("form_version").order_by("-sequence")
    last = list(rows[:2])
    if len(last) == 1 or not last:
        return []
    changed = changed_between(last[1].snapshot, last[0].snapshot)
    before = _by_name(handed_in(application, last[1]))
    after = _by_name(handed_in(application, last[0]))
    return [Difference(before.get(name), after.get(name)) for name in changed]


def _by_name(sections: list[Section]) -> dict[str, Answered]:
    return {each.question: each for part in sections for each in part.answers}
