"""What experts do: declare, give back, fill in a sheet, submit it.

An expert's own moves ask whose assignment it is, besides the right to score.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from programs.experts.models import Conflict
from programs.experts.states import ConflictKind
from programs.reviews import rules
from programs.reviews.actions.closing import go_on, held, only_theirs
from programs.reviews.models import Assignment, Score
from programs.reviews.queries import may_read, sheet_of
from programs.reviews.states import Status


@use_case
def declare(assignment: Assignment, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Declare that there is no conflict; from now on the application can be read."""
    only_theirs(assignment, by)
    if assignment.status == Status.DECLARED:
        return
    advance(assignment, "declare", by=by)


@use_case
def recuse(
    assignment: Assignment,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    kind: str = ConflictKind.OTHER,
) -> None:
    """Give an application back because of a conflict, which stays on record."""
    only_theirs(assignment, by)
    application = held(assignment)
    advance(assignment, "recuse", by=by, reason=reason)
    Conflict.objects.update_or_create(
        application=application,
        expert=assignment.expert,
        kind=kind,
        defaults={"note": reason, "declared": True},
    )
    go_on(application, at=at, reason=reason)


@use_case
def save_sheet(
    assignment: Assignment,
    *,
    points: Mapping[str, str],
    comment: str,
    by: Actor,
    at: datetime,
    feedback: str = "",
) -> Score:
    """Keep a sheet as it is typed; nothing has to be complete or right yet."""
    only_theirs(assignment, by)
    if not by.may(Permission.SCORE, at=assignment):
        raise PermissionDenied
    if assignment.status != Status.DECLARED or not may_read(assignment, at):
        raise Refusal(_("This application is not open for scoring."), code="closed")
    typed = {
        line.code: str(points.get(line.code, "")).strip()[: rules.LONGEST["points"]]
        for line in sheet_of(assignment)
    }
    kept: Score = Score.objects.update_or_create(
        assignment=assignment,
        defaults={
            "points": typed,
            "comment": comment[: rules.LONGEST["comment"]],
            "feedback": feedback[: rules.LONGEST["feedback"]],
            "total": rules.total(sheet_of(assignment), typed),
        },
    )[0]
    return kept


@use_case
def score(assignment: Assignment, *, by: Actor, at: datetime) -> Score:
    """Submit the sheet as saved, for good; the last of a panel closes scoring."""
    only_theirs(assignment, by)
    kept: Score | None = Score.objects.filter(assignment=assignment).first()
    if assignment.status == Status.SCORED and kept is not None:
        return kept
    application = held(assignment)
    if kept is None or (wrong := _faults(assignment, kept)):
        raise Refusal(
            [said for __, said in wrong] if kept else _("Fill in the score sheet."),
            code="sheet",
        )
    advance(assignment, "score", by=by)
    if by.pk is not None:
        kept.submitted_at, kept.submitted_by_id = at, by.pk
    kept.total = rules.total(sheet_of(assignment), kept.points)
    kept.save(update_fields=["submitted_at", "submitted_by", "total"])
    go_on(application, at=at)
    return kept


def _faults(assignment: Assignment, kept: Score) -> list[tuple[str, str]]:
    return list(rules.faults(sheet_of(assignment), kept.points, kept.comment))
