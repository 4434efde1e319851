"""Reminders go out once however many beats tick; a report is handed in once."""

from datetime import date, timedelta

import pytest

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.periods import midnight
from programs.models import Filing, ReportReminder, YearReport
from programs.monitoring import actions
from tests.city import a_report, a_user, an_award, at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DECIDED = date(2026, 6, 15)
LATE = midnight(date(2028, 4, 1)) + timedelta(hours=9)


def an_open_report() -> YearReport:
    return a_report(an_award(decided_on=DECIDED), until="open_report")


def test_many_beats_remind_once() -> None:
    report = an_open_report()
    a_user(Role.COMPANY_ADMIN, at=report.award.company)

    told = at_once(*[lambda: actions.remind(report, now=LATE)] * CROWD)

    assert sorted(told) == [False] * (CROWD - 1) + [True]
    assert Message.objects.filter(template="report_reminder").count() == 1


def test_control_beats_that_only_look_remind_again_and_again() -> None:
    report = an_open_report()
    given = {"report": report, "due_on": report.due_on, "step": "t+1"}

    def write() -> ReportReminder:
        return ReportReminder.objects.create(**given, sent_on=LATE)

    with without(ReportReminder, "report_reminder_once_per_step"):
        careful(lambda: not ReportReminder.objects.exists(), write, CROWD)
        assert ReportReminder.objects.count() == CROWD


def test_a_report_is_handed_in_once_by_many_windows() -> None:
    report = an_open_report()
    admin = a_user(Role.COMPANY_ADMIN, at=report.award.company)
    figures = {"REV": 1, "RD_EXP": 1, "EMP": 1}
    told = {"text": "x", "figures": figures, "spending": {}}
    actions.write(report, **told, by=admin, at=LATE)

    def hand_in() -> Filing:
        mine = YearReport.objects.get(pk=report.pk)
        return actions.hand_in(mine, by=admin, at=LATE)

    outcomes = at_once(*[hand_in] * CROWD)

    assert (won(outcomes), refused_by(outcomes)) == (1, {"moved_on"})
    assert Filing.objects.count() == 1
