"""What waits of the five years after an award: reports, milestones, findings."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as Right
from programs.awards.states import LIVE
from programs.dashboard.queries.waits import Seen, Wait
from programs.monitoring.models import Evaluation, Finding, Milestone, YearReport
from programs.monitoring.states import (
    EvaluationStatus,
    FindingStatus,
    MilestoneStatus,
    ReportStatus,
)


def _reports(seen: Seen) -> QuerySet[Any]:
    """Never what one has checked oneself."""
    mine = seen.programs(Right.CONFIRM_REPORT)
    rows = YearReport.objects.filter(
        award__program__in=mine,
        award__status__in=LIVE,
        status=ReportStatus.DISTRICT_OK,
    )
    return rows.exclude(checked_by=seen.user.pk)


def _milestones(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.CONFIRM_REPORT)
    waiting = MilestoneStatus.CLAIMED
    return Milestone.objects.filter(award__program__in=mine, status=waiting)


def _findings(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.OPEN_FINDING)
    return Finding.objects.filter(
        award__program__in=mine, status=FindingStatus.ANSWERED
    )


def _evaluations(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.SIGN_EVALUATION)
    rows = Evaluation.objects.filter(
        award__program__in=mine, status=EvaluationStatus.EVALUATED
    )
    return rows.exclude(evaluated_by=seen.user.pk)


WAITS: tuple[Wait, ...] = (
    Wait(
        "owed",
        _("yearly reports of awards to confirm"),
        Right.CONFIRM_REPORT,
        _reports,
        "programs_yearreport",
        "status__exact=district_ok",
        "due_on",
    ),
    Wait(
        "milestones",
        _("milestones to confirm"),
        Right.CONFIRM_REPORT,
        _milestones,
        "programs_milestone",
        "status__exact=claimed",
        "due_on",
    ),
    Wait(
        "findings",
        _("answers to findings to look at"),
        Right.OPEN_FINDING,
        _findings,
        "programs_finding",
        "status__exact=answered",
        "due_on",
    ),
    Wait(
        "evaluations",
        _("final evaluations to sign"),
        Right.SIGN_EVALUATION,
        _evaluations,
        "programs_evaluation",
        "status__exact=evaluated",
    ),
)
