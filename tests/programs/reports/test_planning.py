"""Every period of every schedule is promised once, however many plan it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.models import Run
from programs.reports import actions
from programs.reports.states import RunState
from tests import city
from tests.city import at_once
from tests.programs.reports import scene
from tests.races.crowd import careful, without

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def starts() -> list[date]:
    return list(
        Run.objects.order_by("period_start").values_list("period_start", flat=True)
    )


def test_planning_fills_in_every_period_and_a_second_time_changes_nothing():
    scene.a_schedule(first_day=date(2025, 5, 5))
    scene.a_schedule(cadence="monthly", first_day=date(2026, 12, 1))

    assert actions.plan(NEW_YEAR) == 7 + 1
    before = list(Run.objects.order_by("pk").values())

    assert actions.plan(NEW_YEAR) == 0
    assert list(Run.objects.order_by("pk").values()) == before
    assert starts() == [
        date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1),
        date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2026, 12, 1),
    ]  # fmt: skip


def test_a_period_is_promised_from_the_citys_midnight_on():
    scene.a_schedule()

    assert actions.plan(datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)) == 0
    assert actions.plan(datetime(2026, 6, 30, 16, 0, 0, tzinfo=UTC)) == 1


def test_the_published_holidays_move_the_day_it_is_due():
    scene.a_schedule(cadence="monthly", working_day=1, first_day=date(2025, 9, 1))

    actions.plan(datetime(2025, 10, 20, tzinfo=UTC))

    (run,) = Run.objects.all()
    assert run.due_at == datetime(
        2025, 10, 9, 0, 30, tzinfo=UTC
    )  # 1–8 October: holidays


def test_periods_beyond_the_grace_are_skipped_and_stay_visible():
    scene.a_schedule(grace_days=100)

    actions.plan(NEW_YEAR)

    assert [run.state for run in Run.objects.order_by("period_start")] == [
        RunState.SKIPPED,
        RunState.PLANNED,
        RunState.PLANNED,
    ]


def test_a_promise_that_nobody_kept_in_time_is_given_up():
    run = scene.a_run(grace_days=30)

    actions.plan(scene.DUE + timedelta(days=30))
    run.refresh_from_db()
    assert run.state == RunState.PLANNED

    actions.plan(scene.DUE + timedelta(days=30, seconds=1))
    run.refresh_from_db()
    assert run.state == RunState.SKIPPED


def test_a_stopped_schedule_promises_nothing_more():
    schedule = scene.a_schedule()
    officer = city.a_user(Role.OFFICER)

    actions.stop(schedule, by=officer, at=scene.DUE, reason="no longer asked for")

    assert actions.plan(NEW_YEAR) == 0
    assert Entry.objects.filter(verb="stop", actor=officer).exists()


def test_only_those_who_manage_schedules_change_who_receives():
    schedule, reader = scene.a_schedule(), scene.a_reader()

    with pytest.raises(PermissionDenied):
        actions.subscribe(schedule, reader, by=reader)

    officer = city.a_user(Role.OFFICER)
    subscription = actions.subscribe(schedule, reader, by=officer)
    with pytest.raises(Refusal) as refused:
        actions.subscribe(schedule, reader, by=officer)
    assert refused.value.code == "subscription"
    actions.unsubscribe(subscription, by=officer)
    verbs = Entry.objects.filter(subject_id=str(schedule.pk), actor=officer)
    assert set(verbs.values_list("verb", flat=True)) == {"subscribe", "unsubscribe"}


def test_a_schedule_of_an_unknown_report_is_refused():
    with pytest.raises(ValidationError, match="definition"):
        scene.a_schedule(definition="R99")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_planners_at_once_promise_each_period_once():
    scene.a_schedule(cadence="monthly", first_day=date(2024, 1, 1))

    outcomes = at_once(*[lambda: actions.plan(NEW_YEAR)] * 6)

    assert all(isinstance(outcome, int) for outcome in outcomes)
    assert starts() == [date(2024 + m // 12, m % 12 + 1, 1) for m in range(36)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_careful_planners_promise_a_period_twice():
    schedule = scene.a_schedule()
    quarter = {
        "schedule": schedule,
        "period_start": date(2026, 4, 1),
        "period_end": date(2026, 7, 1),
        "due_at": scene.DUE,
        "retry_after": scene.DUE,
    }
    with without(Run, "run_once_per_schedule_and_period"):
        careful(
            lambda: not Run.objects.filter(schedule=schedule).exists(),
            lambda: Run.objects.create(**quarter),
            4,
        )
        assert len(starts()) > 1


def test_a_period_cannot_be_promised_twice_by_hand():
    run = scene.a_run()

    with pytest.raises(IntegrityError, match="run_once_per_schedule_and_period"):
        Run.objects.create(
            schedule=run.schedule,
            period_start=run.period_start,
            period_end=run.period_end,
            due_at=run.due_at,
            retry_after=run.due_at,
        )
