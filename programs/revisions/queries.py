"""What issuing a form would mean for those who have begun to answer the present one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from foundation.translated import pick
from programs.applications.models import Attachment, Draft
from programs.applications.states import Status
from programs.calls.models import Call
from programs.calls.queries import sketch_of
from programs.calls.rules import Changes, Question, by_id, changes, converts
from programs.calls.states import QuestionKind as Kind

NOTHING = ("", "[]", "false")


@dataclass(frozen=True, slots=True)
class Touched:
    """A question that would differ, and in how many drafts it has an answer."""

    id: str
    label: str
    kind: str
    answered: int
    converts: bool = False  # what was answered is an answer still


@dataclass(frozen=True, slots=True)
class Impact:
    """The questions that would differ, and the drafts under way."""

    drafts: int
    added: list[Touched]
    removed: list[Touched]
    changed: list[Touched]
    required: list[Touched]
    altered: list[Touched]

    @property
    def lost(self) -> int:
        """Questions whose answers would be set aside."""
        converted = {one.id for one in self.changed if one.converts}
        leaving = (*self.removed, *self.changed)
        return sum(1 for one in leaving if one.answered and one.id not in converted)


def under_way(call: Call) -> QuerySet[Draft]:
    return Draft.objects.filter(
        application__call=call, application__status=Status.DRAFT
    )


def impact(call: Call) -> Impact:
    """Compare the form being written with the one that is asked, in four queries."""
    latest = call.form_versions.first()
    present = latest.schema if latest else {"sections": []}
    differ = changes(present, sketch_of(call).schema)
    drafts = under_way(call)
    counted = _answered(drafts, differ)
    return Impact(
        drafts.count(),
        **{
            name: _touched(getattr(differ, name), counted, by_id(present))
            for name in ("added", "removed", "changed", "required", "altered")
        },
    )


def _touched(
    questions: Iterable[Question], counted: dict[str, int], before: dict[str, Question]
) -> list[Touched]:
    return [
        Touched(
            question["id"],
            pick(question["label"]),
            str(Kind(question["kind"]).label),
            counted.get(question["id"], 0),
            converts=_goes_on(before.get(question["id"]), question),
        )
        for question in questions
    ]


def _goes_on(was: Question | None, question: Question) -> bool:
    return was is not None and converts(was, question)


def _answered(drafts: QuerySet[Draft], differ: Changes) -> dict[str, int]:
    """In how many drafts each question that is there already has an answer."""
    there = (*differ.removed, *differ.changed, *differ.required, *differ.altered)
    names = [question["id"] for question in there]
    if not names:
        return {}
    keys: dict[str, Any] = {
        f"answer_{n}": KeyTextTransform(name, "answers") for n, name in enumerate(names)
    }
    counts: dict[str, Any] = {
        f"count_{n}": Count(
            "pk",
            filter=Q(**{f"answer_{n}__isnull": False})
            & ~Q(**{f"answer_{n}__in": NOTHING}),
        )
        for n in range(len(names))
    }
    told = drafts.annotate(**keys).aggregate(**counts)
    files = _with_files(drafts, names)
    return {
        name: told[f"count_{n}"] + files.get(name, 0) for n, name in enumerate(names)
    }


def _with_files(drafts: QuerySet[Draft], names: list[str]) -> dict[str, int]:
    attached = Attachment.objects.filter(
        application__in=drafts.values("application"),
        question__in=names,
        removed_at=None,
    )
    counted = attached.order_by().values_list("question")
    return dict(counted.annotate(Count("application", distinct=True)))
