"""How the review of a call stands: progress, experts, agreement, places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from programs.applications.models import Application
from programs.calls.models import Call
from programs.experts.models import Expert
from programs.reviews import rules
from programs.reviews.models import Assignment, OutlierConfirmation, Score
from programs.reviews.queries.results import (
    Result,
    agreements,
    mark_of,
    results,
    submitted,
    total_of,
)
from programs.reviews.states import TO_DO, Status

GOOD, TENTATIVE = Decimal("0.800"), Decimal("0.667")  # Krippendorff's own thresholds


@dataclass(frozen=True, slots=True)
class Busy:
    """One expert: how far they are, and how they judge beside the others."""

    expert: Expert
    given: int
    to_declare: int
    to_score: int
    scored: int
    given_back: int
    overdue: int
    judged: rules.Judge | None


@dataclass(frozen=True, slots=True)
class Agreed:
    applies_as: StrOrPromise
    alpha: Decimal | None
    marks: int

    @property
    def reading(self) -> StrOrPromise:
        if self.alpha is None:
            return _("nothing to compare")
        if self.alpha >= GOOD:
            return _("experts agree")
        if self.alpha >= TENTATIVE:
            return _("enough for cautious conclusions")
        return _("experts judge very differently")


@dataclass(frozen=True, slots=True)
class Far:
    """A score far from the others, and whether the chair has confirmed it."""

    score: Score
    median: Decimal
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Placed:
    application: Application
    result: Result
    place: int
    raw_place: int
    normalized_place: int


@dataclass(frozen=True, slots=True)
class Moved:
    """An application that another method would put on the other side of the line."""

    application: Application
    before: int
    after: int
    enters: bool


@dataclass(frozen=True, slots=True)
class Board:
    counts: Sequence[tuple[StrOrPromise, int]]
    experts: Sequence[Busy]
    agreed: Sequence[Agreed]
    far: Sequence[Far]
    placed: Sequence[Placed]
    line: int
    by_mean: Sequence[Moved]
    by_normalized: Sequence[Moved]


def board(call: Call, *, line: int, today: date) -> Board:
    """Everything that stands beside the scores of a call, `line` places to be given."""
    scores = submitted([call.pk])
    wanted = _applications(call)
    found = results(list(wanted.values()))
    trimmed = {key: one.trimmed for key, one in found.items()}
    raw = {key: one.raw for key, one in found.items()}
    normalized = {key: one.normalized for key, one in found.items()}
    return Board(
        counts=_counts(call),
        experts=_experts(call, scores, today),
        agreed=_agreed(call),
        far=_far(scores, wanted),
        placed=_placed(wanted, found),
        line=line,
        by_mean=_moved(wanted, rules.shifts(trimmed, raw, line)),
        by_normalized=_moved(wanted, rules.shifts(trimmed, normalized, line)),
    )


def _applications(call: Call) -> dict[int, Application]:
    given = Assignment.objects.filter(application__call=call).values("application")
    rows = Application.objects.filter(pk__in=given)
    return {row.pk: row for row in rows.select_related("company", "call__program")}


def _counts(call: Call) -> list[tuple[StrOrPromise, int]]:
    rows = Assignment.objects.filter(application__call=call).order_by()
    held = dict(rows.values_list("status").annotate(Count("pk")))
    return [(status.label, held.get(status, 0)) for status in Status]


def _experts(call: Call, scores: Iterable[Score], today: date) -> list[Busy]:
    judged = {one.expert: one for one in rules.judges(map(mark_of, scores))}
    late = Q(assignments__status__in=TO_DO, assignments__due_on__lt=today)
    rows = Expert.objects.filter(assignments__application__call=call)
    counted: Any = rows.select_related("user").annotate(
        given=Count("assignments"),
        to_declare=_held(Status.ASSIGNED),
        to_score=_held(Status.DECLARED),
        scored=_held(Status.SCORED),
        given_back=_held(Status.RECUSED),
        overdue=Count("assignments", filter=late),
    )
    return [
        Busy(
            row,
            given=row.given,
            to_declare=row.to_declare,
            to_score=row.to_score,
            scored=row.scored,
            given_back=row.given_back,
            overdue=row.overdue,
            judged=judged.get(row.pk),
        )
        for row in counted.order_by("user__name", "pk")
    ]


def _held(status: Status) -> Count:
    return Count("assignments", filter=Q(assignments__status=status))


def _agreed(call: Call) -> list[Agreed]:
    kind = call.program.rules
    labels = {each.code: each.label for each in kind.types}
    return [
        Agreed(labels.get(name, name), alpha, marks)
        for name, alpha, marks in agreements(call)
    ]


def _far(scores: Sequence[Score], wanted: Mapping[int, Application]) -> list[Far]:
    """Outliers, those first that nobody has confirmed."""
    groups: dict[int, list[Score]] = {}
    for score in scores:
        groups.setdefault(score.assignment.application_id, []).append(score)
    keys = [score.pk for score in scores]
    rows = OutlierConfirmation.objects.filter(score__in=keys)
    confirmed = set(rows.values_list("score", "total"))
    people = Expert.objects.select_related("user").in_bulk(
        {score.assignment.expert_id for score in scores}
    )
    found = []
    for key, group in groups.items():
        totals = [total_of(each) for each in group]
        for score in group:
            if not rules.is_outlier(total_of(score), totals):
                continue
            score.assignment.application = wanted[key]
            score.assignment.expert = people[score.assignment.expert_id]
            done = (score.pk, total_of(score)) in confirmed
            found.append(Far(score, Decimal(median(totals)), done))
    return sorted(found, key=lambda one: (one.confirmed, one.score.pk))


def _placed(
    wanted: Mapping[int, Application], found: Mapping[int, Result]
) -> list[Placed]:
    """By the official score, ties broken as far as scores and votes can."""
    raw = rules.places({key: one.raw for key, one in found.items()})
    normalized = rules.places({key: one.normalized for key, one in found.items()})
    standings = [
        rules.Standing(key, one.trimmed, one.first_criterion, vote=one.panel_vote)
        for key, one in found.items()
    ]
    return [
        Placed(
            wanted[one.key], found[one.key], place, raw[one.key], normalized[one.key]
        )
        for place, one in rules.ranked(standings)
    ]


def _moved(
    wanted: Mapping[int, Application], shifts: Iterable[rules.Shift]
) -> list[Moved]:
    return [Moved(wanted[one.key], one.before, one.after, one.enters) for one in shifts]
