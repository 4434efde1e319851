"""What the database holds about reports, milestones, findings: raw SQL is refused too.

Days are counted from today, because the database reads its own clock.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from foundation.accounts.models import SYSTEM
from foundation.periods import city_day
from programs.models import Award, Filing, YearReport
from programs.monitoring.models import held
from programs.monitoring.queries import (
    milestones_unmet,
    open_findings,
    overdue,
    report_confirmed,
)
from tests import city
from tests.city import a_user, advance, broken, sql

pytestmark = pytest.mark.django_db
TODAY = city_day(datetime.now(UTC))


def an_award(years_ago: int = 3) -> Award:
    return city.an_award(decided_on=date(TODAY.year - years_ago, 6, 15))


def is_held(award: Award) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {held('%s')}", [award.pk])
        return bool(cursor.fetchone()[0])


def test_an_award_brings_its_five_reports() -> None:
    award = city.an_award(decided_on=date(2026, 6, 15))

    owed = award.year_reports.values_list("number", "year", "opens_on", "due_on")

    assert list(owed) == [
        (n, 2026 + n, date(2027 + n, 1, 5), date(2027 + n, 3, 31)) for n in range(1, 6)
    ]


def test_what_is_owed_stands_as_it_came() -> None:
    report = an_award().year_reports.first()

    for change in (
        "UPDATE programs_yearreport SET due_on = due_on + 400 WHERE id = %s",
        "UPDATE programs_yearreport SET year = year + 1 WHERE id = %s",
        "UPDATE programs_yearreport SET number = 5 WHERE id = %s",
    ):
        refused = broken(lambda each=change: sql(each, report.pk))
        assert refused == "year_report_is_owed_as_it_is"
    gone = broken(
        lambda: sql("DELETE FROM programs_yearreport WHERE id = %s", report.pk)
    )
    assert gone == "year_report_is_owed_as_it_is"


def test_a_late_report_holds_money_until_it_is_handed_in() -> None:
    award = an_award()
    assert is_held(award)
    assert [report.number for report in overdue(award, TODAY)][:1] == [1]

    for number in (1, 2):
        city.a_report(award, number, until="hand_in")

    assert not is_held(award)
    assert overdue(award, TODAY) == []


def test_the_hold_begins_on_the_thirtieth_day() -> None:
    report = city.a_report(city.an_award(decided_on=TODAY), 1, until="open_report")
    award, again = (
        report.award,
        "UPDATE programs_yearreport SET back_on = %s WHERE id = %s",
    )

    sql(again, TODAY - timedelta(days=29), report.pk)
    assert not is_held(award)
    sql(again, TODAY - timedelta(days=30), report.pk)
    assert is_held(award)


def test_a_report_is_confirmed_by_three_people_each_with_another_step() -> None:
    report = city.a_report(an_award(), until="endorse")
    again = {"confirmed_at": city.NOW, "confirmed_by": report.checked_by}
    author = {"confirmed_at": city.NOW, "confirmed_by": report.submitted_by}

    alone = broken(lambda: advance(report, "confirm", by=SYSTEM, **again))
    own = broken(lambda: advance(report, "confirm", by=SYSTEM, **author))
    nobody = broken(lambda: advance(report, "confirm", by=SYSTEM))

    assert alone == "year_report_confirmed_by_another"
    assert own == "year_report_not_confirmed_by_its_author"
    assert nobody == "year_report_confirmed_by_name"
    assert report_confirmed(report.award, 1) is None


def test_what_was_handed_in_is_not_rewritten() -> None:
    report = city.a_report(an_award())

    text = "UPDATE programs_yearreport SET text = 'x' WHERE id = %s"
    filed = "UPDATE programs_filing SET content = '{}' WHERE report_id = %s"
    spent = (
        "INSERT INTO programs_spendingline (report_id, purpose, amount, note) "
        "VALUES (%s, 'staff', 1, '')"
    )

    assert broken(lambda: sql(text, report.pk)) == "year_report_stands_once_handed_in"
    assert broken(lambda: sql(filed, report.pk)) == "filing_is_append_only"
    assert broken(lambda: sql(spent, report.pk)) == "spending_stands_once_handed_in"
    assert report_confirmed(report.award, 1) == report


def test_no_part_of_what_was_handed_in_is_moved_elsewhere() -> None:
    award = an_award()
    report = city.a_report(award, until="open_report")
    other = city.a_report(award, 2, until="open_report")
    line = report.spending.create(purpose="staff", amount=1)
    moved = "UPDATE programs_spendingline SET report_id = %s WHERE id = %s"
    sql(moved, other.pk, line.pk)
    sql(moved, report.pk, line.pk)  # while both are written, it may

    advance(report, "hand_in", by=SYSTEM, submitted_at=city.NOW, submitted_by=a_user())

    refused = broken(lambda: sql(moved, other.pk, line.pk))
    assert refused == "spending_stands_once_handed_in"


def test_nothing_is_confirmed_that_was_not_frozen() -> None:
    report = YearReport.objects.filter(award=an_award()).first()
    assert report is not None
    for verb, stem in (("open_report", ""), ("hand_in", ""), ("endorse", "checked")):
        by = {f"{stem}_at": city.NOW, f"{stem}_by": city.a_user()} if stem else {}
        advance(report, verb, by=SYSTEM, **by)

    by = {"confirmed_at": city.NOW, "confirmed_by": city.a_user()}
    refused = broken(lambda: advance(report, "confirm", by=SYSTEM, **by))

    assert not Filing.objects.filter(report=report).exists()
    assert refused == "year_report_is_filed_as_it_was_written"


def test_a_confirmed_report_is_corrected_until_the_end_of_may() -> None:
    past = city.a_report(an_award())
    coming = city.a_report(city.an_award(decided_on=TODAY))

    late = broken(lambda: advance(past, "reopen", by=SYSTEM, reason="a slip"))
    advance(coming, "reopen", by=SYSTEM, reason="a slip")

    assert late == "year_report_corrected_in_time"
    assert report_confirmed(coming.award, 1) is None


def test_a_milestone_is_met_by_another_and_at_its_target() -> None:
    award = an_award()
    unmet, met = city.a_milestone(award, 2), city.a_met_milestone(award, 1)

    lower = "UPDATE programs_milestone SET target = 1 WHERE id = %s"
    fewer = "UPDATE programs_milestone SET actual = 1 WHERE id = %s"
    bare = {"claimed_at": city.NOW, "claimed_by": city.a_user()}
    shown = broken(lambda: advance(unmet, "claim", by=SYSTEM, **bare))

    assert milestones_unmet(award, 1) == []
    assert milestones_unmet(award, 2) == [unmet]
    assert broken(lambda: sql(lower, met.pk)) == "milestone_stands_once_reported"
    assert broken(lambda: sql(fewer, met.pk)) == "milestone_met_when_it_is_reached"
    assert shown == "milestone_is_reported_with_evidence"


def test_a_finding_is_closed_with_its_outcome() -> None:
    found = city.a_finding(an_award())

    rewritten = "UPDATE programs_finding SET text = 'nothing' WHERE id = %s"
    silent = broken(lambda: advance(found, "close", by=SYSTEM, reason="settled"))

    assert broken(lambda: sql(rewritten, found.pk)) == "finding_stands_as_it_was_opened"
    assert silent == "finding_is_closed_with_its_outcome"
    assert open_findings(found.award) == [found]
    advance(found, "close", by=SYSTEM, reason="settled", outcome="settled")
    assert open_findings(found.award) == []
