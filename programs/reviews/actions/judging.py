"""What the panel decides as a body: that an outlier stands, and how it votes."""

from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.experts.models import Expert
from programs.reviews import rules
from programs.reviews.models import OutlierConfirmation, PanelVote, Score
from programs.reviews.queries import scores_of, total_of

SCORING = {Standing.EXPERT_REVIEW, Standing.SCORED}


@use_case
def confirm_outlier(
    score: Score, *, chair: Expert, reason: str, by: Actor, at: datetime
) -> OutlierConfirmation:
    """Record that the chair has looked at a score far from the others; it stands."""
    if not by.may(Permission.DRAW_EXPERTS, at=score):
        raise PermissionDenied
    totals = [total_of(each) for each in scores_of(score.assignment.application)]
    if score.submitted_at is None or not rules.is_outlier(total_of(score), totals):
        raise Refusal(
            _("This score is not more than 20 points from the median."), code="outlier"
        )
    confirmed = OutlierConfirmation.objects.create(
        score=score,
        total=total_of(score),
        median=Decimal(median(totals)),
        chair=chair,
        reason=reason,
        confirmed_at=at,
        confirmed_by_id=by.pk,
    )
    record(score, "confirm_outlier", by=by, reason=reason, total=str(score.total))
    return confirmed


@use_case
def note_vote(  # a vote is counted, dated and minuted
    application: Application,
    *,
    votes: int,
    cast: int,
    by: Actor,
    at: datetime,
    minutes: str = "",
) -> PanelVote:
    """Note how the panel voted on an application that points left in a tie."""
    if not by.may(Permission.DRAW_EXPERTS, at=application):
        raise PermissionDenied
    if application.status not in SCORING:
        raise Refusal(
            _("Votes are noted while the application is in review."), code="status"
        )
    counted: dict[str, Any] = {"votes": votes, "cast": cast, "minutes": minutes}
    noted: PanelVote = PanelVote.objects.update_or_create(
        application=application,
        defaults={**counted, "noted_at": at, "noted_by_id": by.pk},
    )[0]
    record(application, "note_vote", by=by, **counted)
    return noted
