"""An expert's desk: what is theirs, what may be read, what they are told of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from foundation.moves import Actor
from foundation.places.models import working_days
from programs.calls.models import Call
from programs.experts.models import Expert
from programs.reviews.models import Assignment, ReviewPlan, ReviewReminder
from programs.reviews.rules import step_on
from programs.reviews.states import TO_DO, Status, Step


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one expert is told once: how much of one call is due on one day."""

    expert: Expert
    call: Call
    due_on: date
    step: Step
    assignments: tuple[int, ...]


def desk_of(user: Actor) -> QuerySet[Assignment]:
    """Only what is theirs, with all that a page of it shows."""
    rows = Assignment.objects.of(user)
    return rows.select_related(
        "expert__user",
        "application__call__program",
        "application__call__review_plan",
        "application__company__district",
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an expert is with one call."""

    call: Call
    given: int
    to_declare: int
    to_score: int
    scored: int
    due_on: date | None


def progress_of(user: Actor) -> list[Progress]:
    """By call, for calls in which something is left to do."""
    rows = Assignment.objects.of(user).exclude(status=Status.RECUSED)
    counts = (
        rows.order_by()
        .values("application__call")
        .annotate(
            given=Count("pk"),
            to_declare=Count("pk", filter=Q(status=Status.ASSIGNED)),
            to_score=Count("pk", filter=Q(status=Status.DECLARED)),
            scored=Count("pk", filter=Q(status=Status.SCORED)),
            due_on=Min("due_on", filter=Q(status__in=TO_DO)),
        )
    )
    left = [row for row in counts if row["to_declare"] or row["to_score"]]
    calls = Call.objects.in_bulk([row["application__call"] for row in left])
    found = [
        Progress(
            calls[row["application__call"]],
            row["given"],
            row["to_declare"],
            row["to_score"],
            row["scored"],
            row["due_on"],
        )
        for row in left
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.call.pk))


def plan_of(assignment: Assignment) -> ReviewPlan | None:
    return getattr(assignment.application.call, "review_plan", None)


def are_names_hidden(assignment: Assignment) -> bool:
    plan = plan_of(assignment)
    return plan is not None and plan.blind


def may_read(assignment: Assignment, at: datetime) -> bool:
    """Once it is declared that there is no conflict, and the review has begun."""
    plan = plan_of(assignment)
    begun = plan is None or plan.opens_at is None or plan.opens_at <= at
    return begun and assignment.status in (Status.DECLARED, Status.SCORED)


def to_remind(day: date) -> list[Reminded]:
    """Whom to tell on that day, one letter for each expert, call and due day."""
    return [
        Reminded(
            rows[0].expert, rows[0].application.call, due_on, step, tuple(_keys(rows))
        )
        for (_expert, _call, due_on, step), rows in _groups(day).items()
    ]


def _keys(rows: list[Assignment]) -> Iterator[int]:
    return (row.pk for row in rows)


def _groups(day: date) -> dict[tuple[int, int, date, Step], list[Assignment]]:
    calendar = working_days()
    rows = Assignment.objects.filter(status__in=TO_DO, expert__user__is_active=True)
    due = sorted(set(rows.order_by().values_list("due_on", flat=True)))
    found: dict[tuple[int, int, date, Step], list[Assignment]] = {}
    for due_on in due:
        step = step_on(day, due_on, calendar)
        if step is None:
            continue
        for row in _untold(rows.filter(due_on=due_on), step):
            key = (row.expert_id, row.application.call_id, due_on, step)
            found.setdefault(key, []).append(row)
    return found


def _untold(rows: QuerySet[Assignment], step: Step) -> QuerySet[Assignment]:
    told = ReviewReminder.objects.filter(
        assignment=OuterRef("pk"), due_on=OuterRef("due_on"), step=step
    )
    left = rows.filter(~Exists(told)).order_by("pk")
    return left.select_related("expert__user", "application__call")
