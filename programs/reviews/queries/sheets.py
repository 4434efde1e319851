"""The sheet by which an application is scored, and what was handed in."""

from typing import Any

from programs.applications.models import Application
from programs.reviews.models import Assignment, Score


def sheet_of(assignment: Assignment) -> Any:
    """The criteria by which this application is scored."""
    application = assignment.application
    rules = application.call.program.rules
    return rules.type_named(application.company_type).sheet


def scores_of(application: Application) -> list[Score]:
    """What the experts whose scores count have handed in."""
    counted = application.assignments.counted()
    rows = Score.objects.filter(assignment__in=counted, total__isnull=False)
    return list(rows.exclude(submitted_at=None))
