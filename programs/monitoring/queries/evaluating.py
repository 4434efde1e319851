"""A final evaluation as it is frozen."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from foundation.money import ZERO
from programs.awards.models import Award
from programs.monitoring.models import Evaluation, SpendingLine
from programs.monitoring.rules.evaluating import execution_points, grade, total
from programs.monitoring.states import NOT_IN


def spent_in_all(award: Award) -> Decimal:
    """Of the award's money, by the yearly reports that were handed in."""
    rows = SpendingLine.objects.filter(report__award=award)
    told = rows.exclude(report__status__in=NOT_IN).aggregate(total=Sum("amount"))
    return Decimal(told["total"] or ZERO)


def score(evaluation: Evaluation) -> Decimal:
    measures = [line.measure for line in evaluation.lines.all()]
    return total(evaluation.rate, measures)


def content(evaluation: Evaluation) -> dict[str, Any]:
    """The form as it is signed: strings only, so that it hashes the same anywhere."""
    award, points = evaluation.award, score(evaluation)
    return {
        "award": award.number,
        "company": award.company.name,
        "uscc": award.company.uscc,
        "program": award.program.name,
        "amount": str(award.amount),
        "decided": award.decided_on.isoformat(),
        "budget": str(evaluation.budget),
        "spent": str(evaluation.spent),
        "rate": f"{evaluation.rate:.4f}",
        "execution": f"{execution_points(evaluation.rate):.4f}",
        "lines": [
            {
                "section": line.section,
                "title": line.title,
                "unit": line.unit,
                "direction": line.direction,
                "points": str(line.points),
                "target": str(line.target),
                "actual": str(line.actual),
                "earned": f"{line.measure.earned:.4f}",
                "note": line.note,
            }
            for line in evaluation.lines.all()
        ],
        "score": str(points),
        "grade": grade(points).value,
        "summary": evaluation.summary,
        "advice": evaluation.advice,
    }
