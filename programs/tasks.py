"""What programs do in the background: the whole list, on one page.

Each task asks the database what is due by the database's own clock, works some of it
off, and leaves the rest to the next tick. Losing, doubling or killing one does no harm.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from celery import shared_task

from programs.agreements.actions import expire_due
from programs.agreements.actions import remind_due as remind_of_agreements_due
from programs.applications.actions import carry_over_waiting, close_overdue
from programs.letters.actions import issue_missing
from programs.monitoring.actions import open_due as open_year_reports
from programs.monitoring.actions import remind_due as remind_of_reports_due
from programs.recovery.actions import lapse_missed
from programs.recovery.actions import remind_due as remind_debtors_due
from programs.reminders.actions import remind_due
from programs.reports import actions
from programs.reports.queries import clock
from programs.reports.rules import TIME_LIMIT
from programs.reports.totals import differences
from programs.reviews.actions import clean_waiting
from programs.reviews.actions import remind_due as remind_experts_due

log = logging.getLogger(__name__)
TURN = 30  # seconds after which a task begins nothing new


def work_off(step: Callable[[datetime], bool]) -> None:
    """Repeat a step while it finds something to do, for one turn."""
    end = monotonic() + TURN
    while step(clock()) and monotonic() < end:
        pass


@shared_task
def plan_reports() -> None:
    """Every minute, from beat: promise the periods that have ended."""
    actions.plan(clock())


@shared_task(time_limit=TIME_LIMIT, soft_time_limit=TIME_LIMIT - 15)
def run_reports() -> None:
    """Every few seconds: make the issues that are due."""
    work_off(actions.issue_next)


@shared_task(time_limit=TIME_LIMIT, soft_time_limit=TIME_LIMIT - 15)
def deliver_reports() -> None:
    """Every few seconds: mail the issues that were made."""
    work_off(actions.deliver_next)


@shared_task
def audit_totals() -> None:
    """Every night: a running total that its rows contradict is a defect."""
    for difference in differences():
        log.error("%s", difference)


@shared_task
def close_overdue_corrections() -> None:
    """Every morning: an application whose correction did not come in time is closed."""
    close_overdue(clock())


@shared_task
def remind_of_drafts() -> None:
    """Every minute: tell those who have not handed in that the close comes nearer."""
    while remind_due(clock()):
        pass


@shared_task
def remind_experts() -> None:
    """Every ten minutes: tell those whose reviews are due soon, or overdue."""
    while remind_experts_due(clock()):
        pass


@shared_task
def remind_of_reports() -> None:
    """Every ten minutes: open the yearly reports of awards, and remind of them."""
    work_off(lambda now: open_year_reports(now) > 0)
    work_off(lambda now: remind_of_reports_due(now) > 0)


@shared_task
def tend_agreements() -> None:
    """Every ten minutes: remind of agreements that wait, let go what was not signed."""
    now = clock()
    remind_of_agreements_due(now)
    expire_due(now)


@shared_task
def remind_debtors() -> None:
    """Every ten minutes: end missed deferrals, tell those who owe that it is due."""
    while lapse_missed(clock()):
        pass
    while remind_debtors_due(clock()):
        pass


@shared_task
def clean_files() -> None:
    """Every minute: files of blind reviews, without what they say about themselves."""
    work_off(lambda now: clean_waiting(now) > 0)


@shared_task
def carry_over_forms() -> None:
    """Every minute: drafts that follow a newer form and could not be taken at once."""
    carry_over_waiting(clock())


@shared_task
def write_letters() -> None:
    """Every minute: a letter to everyone whose application ended without one."""
    issue_missing(clock())
