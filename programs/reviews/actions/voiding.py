"""What staff do with a score that cannot stand: void it, or have it redone."""

from collections.abc import Iterable
from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import CITY_TIME, city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, use_case
from programs.experts.actions import credit
from programs.experts.models import Conflict
from programs.experts.states import ConflictKind
from programs.reviews.actions.closing import go_on, held, take_up
from programs.reviews.models import Assignment, Rescoring, Score
from programs.reviews.states import Status

LONGEST_NOTE = 300  # characters of a record of credit
UNDECLARED = -30  # points of credit that a concealed conflict costs
RESCORING_DAYS = 3  # working days that an expert has for it
EVENING = time(18)


@use_case
def void(assignment: Assignment, *, by: Actor, at: datetime, reason: str) -> None:
    """Take an assignment out of the panel, whatever was scored; the sheet is kept.

    A score that the others have already been added to is computed anew without it.
    """
    application = held(assignment)
    if assignment.status == Status.SCORED:
        take_up(application, by=by, at=at, reason=reason)
    advance(assignment, "void", by=by, reason=reason)
    go_on(application, at=at, reason=reason)


@use_case
def expose(
    assignment: Assignment, *, kind: str, reason: str, by: Actor, at: datetime
) -> list[Assignment]:
    """Void what an expert scored in spite of a conflict that they did not declare.

    Whoever belongs to an applicant was not to judge anybody in the call: all that they
    hold there is voided. The conflict goes into the expert's record of credit.
    """
    if not by.may(Permission.DRAW_EXPERTS, at=assignment):
        raise PermissionDenied
    Conflict.objects.update_or_create(
        application_id=assignment.application_id,
        expert=assignment.expert,
        kind=kind,
        defaults={"note": reason, "declared": False},
    )
    touched = list(_touched(assignment, kind))
    for each in touched:
        void(each, by=by, at=at, reason=reason)
    credit(
        assignment.expert,
        points=UNDECLARED,
        reason=reason[:LONGEST_NOTE],
        application=assignment.application,
        by=by,
        at=at,
    )
    return touched


def _touched(assignment: Assignment, kind: str) -> Iterable[Assignment]:
    rows = Assignment.objects.counted().select_related(
        "application__call__program", "application__company", "expert__user"
    )
    if kind != ConflictKind.APPLICANT:
        return rows.filter(pk=assignment.pk)
    call = assignment.application.call_id
    return rows.filter(expert=assignment.expert, application__call=call).order_by("pk")


@use_case
def reopen(
    assignment: Assignment,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    until: datetime | None = None,
) -> Rescoring:
    """Let an expert score again, for a reason; what the sheet said is kept."""
    application = held(assignment)
    kept = Score.objects.filter(assignment=assignment).first()
    if kept is None or kept.submitted_at is None or kept.total is None:
        raise Refusal(_("Nothing has been submitted here yet."), code="sheet")
    take_up(application, by=by, at=at, reason=reason)
    advance(assignment, "reopen", by=by, reason=reason)
    last = until or _evening(at)
    opened = Rescoring.objects.create(
        score=kept,
        points=kept.points,
        total=kept.total,
        comment=kept.comment,
        feedback=kept.feedback,
        was_submitted=kept.submitted_at,
        until=last,
        reason=reason,
        opened_at=at,
        opened_by_id=by.pk,
    )
    Score.objects.filter(pk=kept.pk).update(submitted_at=None, submitted_by=None)
    day = city_day(last)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=day)
    post(
        "review_reopened",
        to=assignment.expert.user,
        key=f"review_reopened:{opened.pk}",
        at=at,
        number=application.number,
        due_on=day.isoformat(),
        reason=reason,
    )
    return opened


def _evening(at: datetime) -> datetime:
    day = working_days().after(city_day(at), RESCORING_DAYS)
    return datetime.combine(day, EVENING, CITY_TIME)
