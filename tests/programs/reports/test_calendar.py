"""When reports are due, by the city's calendar; no database."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest

from config.settings import CELERY_TASK_TIME_LIMIT
from foundation.periods import Period, month, quarter, week, year
from foundation.places.rules import WorkingDays
from programs.reports import rules

# 1 to 7 October are holidays; Saturday 10 October is worked instead (调休).
OCTOBER = WorkingDays(
    {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
)


@pytest.mark.parametrize(
    ("period", "nth", "due"),
    [
        (quarter(date(2026, 9, 1)), 1, date(2026, 10, 8)),
        (quarter(date(2026, 9, 1)), 3, date(2026, 10, 10)),
        (quarter(date(2026, 9, 1)), 10, date(2026, 10, 20)),
        (month(date(2026, 8, 1)), 3, date(2026, 9, 3)),
        (week(date(2026, 10, 4)), 1, date(2026, 10, 8)),
        (year(date(2026, 5, 5)), 1, date(2027, 1, 1)),
    ],
)
def test_a_report_is_due_on_a_working_day_of_the_city(period, nth, due):
    at = rules.due_at(period, nth, time(8, 30), OCTOBER)

    assert at.date() == due
    assert at.astimezone(UTC).time() == time(0, 30)


def test_every_period_comes_once_and_without_a_gap():
    found = list(rules.periods("weekly", date(2024, 2, 29), date(2025, 3, 1)))

    assert found[0] == week(date(2024, 2, 29))
    assert all(a.end == b.start for a, b in pairwise(found))
    assert (
        found[-1].end <= date(2025, 3, 1) < rules.PERIODS["weekly"](found[-1].end).end
    )


@pytest.mark.parametrize("around", rules.PERIODS.values(), ids=list(rules.PERIODS))
def test_the_period_before_ends_where_this_one_starts(around):
    period = around(date(2024, 3, 1))

    assert rules.before(period).end == period.start
    assert rules.cadence(rules.before(period)) == rules.cadence(period) != ""


def test_an_odd_stretch_is_compared_with_the_days_before_it():
    odd = Period(date(2026, 1, 3), date(2026, 1, 10))

    assert rules.before(odd) == Period(date(2025, 12, 27), date(2026, 1, 3))
    assert rules.name(odd)["en"] == "2026-01-03 – 2026-01-09"


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (quarter(date(2026, 12, 1)), "2026年第四季度", "Fourth quarter of 2026"),
        (month(date(2026, 2, 3)), "2026年2月", "February 2026"),
        (year(date(2026, 2, 3)), "2026年度", "Year 2026"),
        (week(date(2027, 1, 1)), "2026年第53周", "Week 53 of 2026"),
    ],
)
def test_periods_have_a_name_in_both_languages(period, zh, en):
    assert rules.name(period) == {"zh-hans": zh, "en": en}


def test_an_hour_after_it_was_due_a_report_is_late():
    due = datetime(2026, 7, 14, 0, 30, tzinfo=UTC)

    assert not rules.is_late(due, datetime(2026, 7, 14, 1, 30, tzinfo=UTC))
    assert rules.is_late(due, datetime(2026, 7, 14, 1, 31, tzinfo=UTC))


def test_a_single_small_row_does_not_betray_itself_through_the_total():
    assert rules.withheld([18, 1, 0, 7, 5]) == {1, 4}
    assert rules.withheld([1]) == {0}


def test_a_lease_outlives_the_task_that_holds_it():
    assert rules.LEASE.total_seconds() > rules.TIME_LIMIT
    assert rules.TIME_LIMIT < CELERY_TASK_TIME_LIMIT
