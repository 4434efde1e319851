"""Reminders of unfinished drafts: in time, once, and not after handing in."""

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from foundation.models import Message
from foundation.outbox.queries import written
from programs.applications import actions
from programs.calls import actions as calls
from programs.models import Reminder
from programs.reminders.actions import remind, remind_due
from programs.reminders.queries import waiting
from programs.tasks import remind_of_drafts
from startups.models import Member
from tests.city import at_once
from tests.programs.applications.scene import (
    Scene,
    a_scene,
    an_officer,
    an_open_call,
    filled_in,
    now,
    submitted,
)
from tests.races.crowd import careful, won

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def a_draft(days: int = 6, scene: Scene | None = None) -> tuple[Scene, datetime]:
    """A draft of a call that closes at 17:00 in so many days."""
    day = now().astimezone(CITY).date() + timedelta(days=days)
    close = datetime.combine(day, datetime.min.time(), CITY) + 17 * HOUR
    call = an_open_call(closes_at=close)
    return scene or a_scene(call), close


def letters() -> list[tuple[str, str]]:
    rows = Message.objects.filter(template="draft_reminder").order_by("pk")
    return [(m.user.name.split()[0], m.context["closes"][:10]) for m in rows]


def test_each_step_reminds_everybody_who_writes_and_once():
    scene, close = a_draft(days=9)
    at = [close - timedelta(days=8), close - timedelta(days=6), close - 81 * HOUR,
          close - timedelta(days=3), close - 31 * HOUR, close - 24 * HOUR,
          close - HOUR, close, close + HOUR]  # fmt: skip

    told = [remind_due(moment) + remind_due(moment) for moment in at]

    assert told == [0, 1, 0, 1, 1, 1, 0, 0, 0]
    assert [r.step for r in Reminder.objects.order_by("pk")] == [
        "week", "days", "eve", "last",
    ]  # fmt: skip
    users = Message.objects.filter(template="draft_reminder").values_list("user")
    assert sorted(pk for (pk,) in users) == sorted(
        [scene.admin.pk, scene.editor.pk] * 4
    )


def test_after_a_long_downtime_only_the_last_step_is_told():
    __, close = a_draft(days=9)

    assert remind_due(close - 2 * HOUR) == 1
    assert Reminder.objects.get().step == "last"


def test_nobody_is_reminded_of_what_was_handed_in_or_of_a_call_not_open():
    __, close = a_draft(days=5)
    submitted(a_scene(an_open_call(closes_at=close)))
    withdrawn = a_scene(an_open_call(closes_at=close))
    calls.withdraw(withdrawn.call, by=an_officer(), at=now(), reason="x")

    assert len(waiting(close - HOUR)) == 1


def test_handing_in_between_looking_and_telling_tells_nobody():
    scene, close = a_draft(days=5)
    filled_in(scene)
    [(application, step, ends)] = waiting(close - HOUR)
    actions.submit(scene.application, by=scene.admin, at=now())

    assert remind(application, step, ends, now=close - HOUR) is False
    assert not letters()


def test_more_time_for_one_company_reminds_it_by_its_own_close():
    scene, close = a_draft(days=2)
    other = a_scene(scene.call)
    until = close + timedelta(days=5)
    calls.extend(
        scene.call, other.company, until=until, reason="x", by=an_officer(), at=now()
    )

    assert remind_due(close - HOUR) == 2
    closes = {r.application_id: r.closes_at for r in Reminder.objects.all()}
    assert closes == {scene.application.pk: close, other.application.pk: until}
    assert remind_due(until - HOUR) == 1


def test_what_the_letter_says():
    scene, close = a_draft(days=5)
    remind_due(close - HOUR)
    Message.objects.update(language="en")
    message = Message.objects.filter(user=scene.editor).get(template="draft_reminder")

    words = written(message)

    assert "17:00" in words.subject
    assert "4 things are still missing" in words.body
    assert f"/applications/{scene.application.number}/edit/" in words.body
    assert "/accounts/notifications/stop/" in words.body


def test_who_left_the_company_is_not_told():
    scene, close = a_draft(days=5)
    Member.objects.filter(user=scene.editor).update(
        ended_at=now(), ended_by=scene.admin
    )

    remind_due(close - HOUR)

    assert Message.objects.get(template="draft_reminder").user == scene.admin


@pytest.mark.parametrize("number", [1, 3])
def test_looking_costs_the_same_for_one_draft_and_for_many(
    number, django_assert_num_queries
):
    scene, close = a_draft(days=5)
    for __ in range(number - 1):
        a_scene(scene.call)

    with django_assert_num_queries(2):
        assert len(waiting(close - HOUR)) == number


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_workers_tell_everybody_once():
    scene, close = a_draft(days=5)
    [found] = waiting(close - HOUR)

    outcomes = at_once(
        *[lambda: remind(found[0], found[1], found[2], now=close - HOUR)] * 4
    )

    assert sorted(outcomes, key=bool) == [False, False, False, True]
    assert Message.objects.filter(template="draft_reminder").count() == 2
    assert scene.application.reminders.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_workers_who_only_look_tell_four_times():
    a_draft(days=5)
    serials = count()

    outcomes = careful(
        lambda: not Reminder.objects.exists(),
        lambda: Message.objects.create(
            key=f"reminder-{next(serials)}", to="bo@example.org", language="en",
            template="draft_reminder", available_at=now(),
        ),
        4,
    )  # fmt: skip

    assert won(outcomes) == Message.objects.count() == 4


def test_the_task_runs_until_nothing_waits():
    a_draft(days=1)

    remind_of_drafts()
    remind_of_drafts()

    assert Reminder.objects.count() == 1
