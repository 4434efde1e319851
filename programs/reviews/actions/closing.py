"""Where the scoring of an application ends, and how it is taken up again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.moves import Actor
from foundation.refusals import Refusal, several_units
from programs.applications.actions import conclude_scoring, reopen_scoring, void_panel
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.reviews import rules
from programs.reviews.models import Assignment
from programs.reviews.queries import scores_of, total_of
from programs.reviews.states import Status


@several_units  # asked within a use case
def only_theirs(assignment: Assignment, by: Actor) -> None:
    """Only the expert whose assignment it is (or the system) moves it."""
    if by.pk is not None and by.pk != assignment.expert.user_id:
        raise PermissionDenied


@several_units  # a lock of the caller's unit of work
def held(assignment: Assignment) -> Application:
    """The application, locked: of two experts who finish at once, one is the last."""
    rows = Application.objects.select_for_update(no_key=True)
    return rows.get(pk=assignment.application_id)


@several_units  # as above
def take_up(application: Application, *, by: Actor, at: datetime, reason: str) -> None:
    """Open scoring again where it was closed, and refuse where it has been used."""
    if application.status == Standing.SCORED:
        reopen_scoring(application, by=by, at=at, reason=reason)
    elif application.status != Standing.EXPERT_REVIEW:
        raise Refusal(
            _(
                "The application has gone on to “%(status)s” with this score. What is "
                "wrong with it is now decided there."
            ),
            code="used",
            params={"status": application.get_status_display()},
        )


@several_units  # as above
def go_on(application: Application, *, at: datetime, reason: str = "") -> None:
    """Close scoring when nothing is missing; with nobody left, wait for a draw."""
    if application.status != Standing.EXPERT_REVIEW:
        return
    states = set(application.assignments.counted().values_list("status", flat=True))
    if states == {Status.SCORED}:
        totals = [total_of(each) for each in scores_of(application)]
        conclude_scoring(application, by=SYSTEM, at=at, score=rules.aggregate(totals))
    elif not states:
        void_panel(application, by=SYSTEM, at=at, reason=reason)
