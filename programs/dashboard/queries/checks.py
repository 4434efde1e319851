"""What waits between the district's word and the proposal: formal, on site, joint."""

from typing import Any

from django.db.models import QuerySet

from foundation.accounts.permissions import Permission as Right
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.dashboard.queries.waits import Rows, Seen
from programs.formal.models import Checklist, FormalCase
from programs.formal.queries import in_stage
from programs.formal.states import Status as Checked
from programs.joint.models import JointCheck
from programs.joint.states import Status as Asked
from programs.reviews.models import Score
from programs.reviews.queries import waiting_outliers
from programs.visits.models import SiteVisit
from programs.visits.states import Status as Visited

REVIEW = Right.REVIEW_FORMALLY


def cases(stage: str) -> Rows:
    """Formal reviews at one stage, as the list of the desk filters them."""

    def rows(seen: Seen) -> QuerySet[Any]:
        every: Any = FormalCase.objects.all()
        mine = every.filter(call__program__in=seen.programs(REVIEW))
        return in_stage(mine, stage)

    return rows


def to_confirm(seen: Seen) -> QuerySet[Any]:
    """Checklists for a second person: never what one has checked oneself."""
    mine = seen.programs(REVIEW)
    rows = Checklist.objects.filter(
        application__call__program__in=mine, status=Checked.CONCLUDED
    )
    return rows.exclude(concluded_by=seen.user)


def outliers(seen: Seen) -> QuerySet[Any]:
    """Scores far from the others that the chair has not confirmed."""
    mine = seen.programs(Right.DRAW_EXPERTS)
    rows = Score.objects.filter(assignment__application__call__program__in=mine)
    return waiting_outliers(rows)


def to_plan(seen: Seen) -> QuerySet[Any]:
    """To be visited, and no visit stands."""
    standing = SiteVisit.objects.standing().values("application")
    rows = Application.objects.filter(
        call__program__in=seen.programs(REVIEW), status=Standing.SITE_VISIT
    )
    return rows.exclude(pk__in=standing)


def reported(seen: Seen) -> QuerySet[Any]:
    """Reports of visits for a second person."""
    mine = seen.programs(REVIEW)
    rows = SiteVisit.objects.filter(
        application__call__program__in=mine, status=Visited.REPORTED
    )
    return rows.exclude(reported_by=seen.user)


def unanswered(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(REVIEW)
    return JointCheck.objects.filter(
        application__call__program__in=mine, status=Asked.ASKED
    )
