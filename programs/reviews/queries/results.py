"""What a panel's scores come to: the result, and what stands beside it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Aggregate,
    DecimalField,
    Exists,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Abs, Cast

from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.reviews import rules
from programs.reviews.models import Assignment, OutlierConfirmation, PanelVote, Score
from programs.reviews.rules import Mark

# Scores are complete, and the list is not fixed and applied yet.
TO_CONFIRM = (
    Standing.SCORED,
    Standing.SITE_VISIT,
    Standing.JOINT_REVIEW,
    Standing.PROPOSED,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What the experts whose scores count gave one application.

    `trimmed` is the official score (D§2.5: from five scores on, the mean without one
    highest and one lowest). `raw` is the plain mean; `normalized` is the trimmed mean
    of marks brought to one measure. Both only stand beside it.
    """

    scores: int
    raw: Decimal
    trimmed: Decimal
    normalized: Decimal
    first_criterion: Decimal
    spread: Decimal  # highest less lowest total
    outliers: int
    outliers_waiting: int  # of them, those that no chair has confirmed
    panel_vote: int | None


def results(applications: Collection[Application]) -> dict[int, Result]:
    """By application, for those that have at least one submitted score.

    Experts are measured by all marks that they gave in the same calls, whatever part
    of them is asked for. Wants `call__program` loaded; three queries for any number.
    """
    wanted = {application.pk: application for application in applications}
    scores = submitted({each.call_id for each in wanted.values()})
    marks = [mark_of(score) for score in scores]
    groups = rules.by_application(marks)
    normalized = rules.normalized(marks)
    confirmed = _confirmed(wanted)
    votes = dict(
        PanelVote.objects.filter(application__in=wanted).values_list(
            "application", "votes"
        )
    )
    of = _by_application(scores, wanted)
    return {
        key: _result(
            wanted[key],
            rows,
            [mark.total for mark in groups[key]],
            normalized[key],
            confirmed,
            votes.get(key),
        )
        for key, rows in of.items()
    }


def _result(  # each is one thing that stands beside the score
    application: Application,
    scores: Sequence[Score],
    totals: Sequence[Decimal],
    normalized: Decimal,
    confirmed: Collection[tuple[int, Decimal]],
    vote: int | None,
) -> Result:
    far = [each for each in scores if rules.is_outlier(total_of(each), totals)]
    return Result(
        scores=len(totals),
        raw=rules.mean(totals),
        trimmed=rules.aggregate(totals),
        normalized=normalized,
        first_criterion=_first(application, scores),
        spread=max(totals) - min(totals),
        outliers=len(far),
        outliers_waiting=sum((s.pk, total_of(s)) not in confirmed for s in far),
        panel_vote=vote,
    )


def submitted(calls: Iterable[int]) -> list[Score]:
    """All scores of these calls that count, with their assignment."""
    counted = Assignment.objects.counted().filter(application__call__in=list(calls))
    rows = Score.objects.filter(assignment__in=counted, total__isnull=False)
    rows = rows.exclude(submitted_at=None).select_related("assignment")
    return list(rows.order_by("pk"))


def mark_of(score: Score) -> Mark:
    held = score.assignment
    return Mark(held.application_id, held.expert_id, total_of(score))


def total_of(score: Score) -> Decimal:
    return score.total or Decimal(0)


def _by_application(
    scores: Iterable[Score], wanted: Collection[int]
) -> dict[int, list[Score]]:
    found: dict[int, list[Score]] = {}
    for score in scores:
        if score.assignment.application_id in wanted:
            found.setdefault(score.assignment.application_id, []).append(score)
    return found


def _confirmed(applications: Iterable[int]) -> set[tuple[int, Decimal]]:
    rows = OutlierConfirmation.objects.filter(
        score__assignment__application__in=list(applications)
    )
    return set(rows.values_list("score", "total"))


def _first(application: Application, scores: Sequence[Score]) -> Decimal:
    """The mean of the sheet's first criterion, which breaks ties."""
    kind = application.call.program.rules
    code = kind.type_named(application.company_type).sheet[0].code
    given = [rules.as_points(score.points.get(code, "")) for score in scores]
    return rules.mean([each or Decimal(0) for each in given])


def is_to_confirm(score: Score) -> bool:
    """Whether a submitted score is an outlier that no chair has confirmed."""
    held = score.assignment
    rows = Score.objects.filter(
        assignment__application=held.application_id,
        assignment__in=Assignment.objects.counted(),
    )
    totals = [total_of(each) for each in rows.exclude(submitted_at=None)]
    if score.submitted_at is None or not totals:
        return False
    if not rules.is_outlier(total_of(score), totals):
        return False
    return not score.confirmations.filter(total=total_of(score)).exists()


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def waiting_outliers(rows: QuerySet[Score]) -> QuerySet[Score]:
    """Of `rows`, outliers of scored applications that no chair has confirmed.

    Says in SQL what `is_to_confirm` says of one score, for lists and counts.
    """
    submitted = Score.objects.filter(
        assignment__in=Assignment.objects.counted(),
        assignment__application__status__in=TO_CONFIRM,
        submitted_at__isnull=False,
        total__isnull=False,
    )
    same = submitted.filter(
        assignment__application=OuterRef("assignment__application")
    ).order_by()
    middle = same.values("assignment__application").annotate(m=Median("total"))
    exact = Cast(
        Subquery(middle.values("m")), DecimalField(max_digits=9, decimal_places=4)
    )
    confirmed = OutlierConfirmation.objects.filter(
        score=OuterRef("pk"), total=OuterRef("total")
    )
    found = rows.filter(pk__in=submitted.values("pk")).alias(
        far=Abs(F("total") - exact, output_field=DecimalField())
    )
    return found.filter(~Exists(confirmed), far__gt=rules.OUTLIER)


def feedback_of(application: Application) -> list[str]:
    """What experts meant the applicant to read, in an order that tells nobody apart."""
    counted = application.assignments.counted()
    rows = Score.objects.filter(assignment__in=counted).exclude(submitted_at=None)
    texts = rows.exclude(feedback="").values_list("feedback", flat=True)
    return sorted(text.strip() for text in texts if text.strip())


def agreements(call: Call) -> list[tuple[str, Decimal | None, int]]:
    """By what companies applied as: how far experts agree, and on how many marks."""
    types = dict(
        Application.objects.filter(call=call).values_list("pk", "company_type")
    )
    groups = rules.by_application(mark_of(each) for each in submitted([call.pk]))
    by_type: dict[str, list[list[Decimal]]] = {}
    for key, marks in groups.items():
        by_type.setdefault(types[key], []).append([mark.total for mark in marks])
    return [
        (name, rules.agreement(units), sum(map(len, units)))
        for name, units in sorted(by_type.items())
    ]
