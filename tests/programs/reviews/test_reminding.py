"""Experts are reminded once before each step, and never of what is done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from foundation.models import Message
from foundation.outbox.queries import written
from programs.models import Assignment, ReviewReminder
from programs.reviews.actions import remind_due
from tests.programs.reviews.scene import declare, given, scored
from tests.programs.stages import an_expert, eligible

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)  # due


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=8)


def due(count: int = 1) -> list[Assignment]:
    call = eligible().call
    rows = given(*(eligible(call) for __ in range(count)), to=[an_expert()])
    Assignment.objects.update(due_on=FRIDAY)
    return [Assignment.objects.get(pk=row.pk) for row in rows]


def steps() -> list[str]:
    rows = Message.objects.filter(template="review_reminder").order_by("pk")
    return [f"{row.key.rsplit(':', 1)[1]} {row.context['count']}" for row in rows]


def test_one_letter_for_each_step_whatever_is_left() -> None:
    due(3)

    for day in (23, 24, 25, 26, 27, 28, 30):
        remind_due(at(day))
        remind_due(at(day))

    assert steps() == ["early 3", "eve 3", "late 3"]


def test_what_is_done_is_not_reminded_of() -> None:
    first, second = due(2)

    remind_due(at(24))
    scored(declare(first))
    remind_due(at(26))
    declare(second)
    scored(second)
    remind_due(at(30))

    assert steps() == ["early 2", "eve 1"]


def test_nobody_is_reminded_before_the_morning_or_of_what_was_slept_through() -> None:
    due()

    remind_due(at(24, hour=8))
    assert steps() == []
    remind_due(at(30))

    assert steps() == ["late 1"]
    assert ReviewReminder.objects.count() == 1


def test_a_later_due_day_is_a_new_reason_to_remind() -> None:
    due()
    remind_due(at(24))

    Assignment.objects.update(due_on=date(2026, 12, 4))
    remind_due(datetime(2026, 12, 1, 2, tzinfo=UTC))

    assert steps() == ["early 1", "early 1"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "due on 2026-11-27"), ("zh-hans", "2026-11-27")]
)
def test_a_reminder_says_what_and_by_when(language, said) -> None:
    due(2)
    remind_due(at(24))
    (message,) = Message.objects.filter(template="review_reminder")
    message.language = language

    with translation.override(language):
        letter = written(message)

    assert said in letter.subject
    assert "/review/" in letter.body
