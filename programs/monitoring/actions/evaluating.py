"""The final evaluation: begun by one, filled in, signed by two."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.refusals import Refusal, use_case
from programs.applications.rules import fingerprint
from programs.awards.models import Award
from programs.monitoring.models import Evaluation, EvaluationLine
from programs.monitoring.queries.evaluating import content, spent_in_all
from programs.monitoring.states import Direction, EvaluationStatus, Section


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the form, as it is typed."""

    section: str
    title: str
    points: Decimal
    target: Decimal
    actual: Decimal
    unit: str = ""
    direction: str = Direction.POSITIVE
    note: str = ""


@use_case
def begin_evaluation(award: Award, *, by: Actor, at: datetime) -> Evaluation:  # noqa: ARG001  # every move is told when
    """Open the form, with the money of the award and its milestones in it.

    Milestones share the points of the output; everything can be changed until signed.
    """
    if not by.may(Permission.EVALUATE, at=award):
        raise PermissionDenied
    evaluation: Evaluation
    evaluation, new = Evaluation.objects.get_or_create(
        award=award, defaults={"budget": award.amount, "spent": spent_in_all(award)}
    )
    if new:
        _suggest(evaluation)
        record(evaluation, "begin_evaluation", by=by)
    return evaluation


def _suggest(evaluation: Evaluation) -> None:
    milestones = list(evaluation.award.milestones.all())
    if not milestones:
        return
    each = (Decimal(50) / len(milestones)).quantize(Decimal("0.01"))
    first = Decimal(50) - each * (len(milestones) - 1)
    EvaluationLine.objects.bulk_create(
        EvaluationLine(
            evaluation=evaluation,
            section=Section.OUTPUT,
            title=f"{milestone.title} ({milestone.number})"[:120],
            unit=milestone.unit,
            points=each if place else first,
            target=milestone.target,
            actual=milestone.actual or 0,
        )
        for place, milestone in enumerate(milestones)
    )


@use_case
def fill_in(
    evaluation: Evaluation,
    *,
    lines: Iterable[Line],
    by: Actor,
    at: datetime,  # noqa: ARG001  # every move is told when
    **told: Any,
) -> None:
    """Keep the form as it was typed; the lines are replaced by these.

    `told` are `budget`, `spent`, `summary` and `advice`.
    """
    if not by.may(Permission.EVALUATE, at=evaluation):
        raise PermissionDenied
    rows = Evaluation.objects.select_for_update(of=("self",))
    if rows.get(pk=evaluation.pk).status != EvaluationStatus.DRAFT:
        raise Refusal(_("A signed evaluation stands as it is."), code="frozen")
    for name, value in told.items():
        setattr(evaluation, name, value)
    evaluation.save(update_fields=list(told))
    evaluation.lines.all().delete()
    EvaluationLine.objects.bulk_create(
        EvaluationLine(evaluation=evaluation, **asdict(line)) for line in lines
    )
    record(evaluation, "fill_in", by=by)


@use_case
def evaluate(evaluation: Evaluation, *, by: Actor, at: datetime) -> None:
    """The first signature: the score is computed, and the form frozen with its hash."""
    rows = Evaluation.objects.select_for_update(of=("self",))
    held = rows.select_related("award__company", "award__program").get(pk=evaluation.pk)
    told = content(held)
    frozen: dict[str, Any] = {
        "content": told,
        "sha256": fingerprint(told),
        "score": Decimal(told["score"]),
        "grade": told["grade"],
    }
    signed = stamp("evaluated", by=by, at=at)
    advance(evaluation, "evaluate", by=by, **frozen, **signed)


@use_case
def rework(evaluation: Evaluation, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """The second signature is not given; the evaluator reads why."""
    undone: dict[str, Any] = {"content": None, "sha256": "", "score": None, "grade": ""}
    undone |= {"evaluated_at": None, "evaluated_by": None}
    advance(evaluation, "rework", by=by, reason=reason, **undone)


@use_case
def countersign(evaluation: Evaluation, *, by: Actor, at: datetime) -> None:
    """The second signature, by another person: the evaluation stands."""
    signed = stamp("countersigned", by=by, at=at)
    advance(evaluation, "countersign", by=by, **signed)
