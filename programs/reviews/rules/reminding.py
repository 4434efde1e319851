"""When an expert is reminded of what is due, in working days; pure."""

from datetime import date, datetime, time

from foundation.periods import CITY_TIME
from foundation.places.rules import WorkingDays
from programs.reviews.states import Step

MORNING = time(9)
EARLY, EVE = 3, 1  # working days before the due day


def step_on(day: date, due_on: date, calendar: WorkingDays) -> Step | None:
    """The last step that has begun by that day; on days off nobody is reminded.

    >>> week = WorkingDays()
    >>> friday = date(2026, 11, 27)
    >>> [step_on(date(2026, 11, n), friday, week) for n in (23, 24, 26, 28, 30)]
    [None, Step.EARLY, Step.EVE, None, Step.LATE]
    """
    if not calendar.works(day):
        return None
    if day > due_on:
        return Step.LATE if calendar.after(due_on, 1) <= day else None
    left = calendar.between(day, due_on)
    if left > EARLY:
        return None
    return Step.EVE if left <= EVE else Step.EARLY


def is_office_hour(now: datetime) -> bool:
    """Nobody is reminded before the morning.

    >>> from datetime import UTC
    >>> [is_office_hour(datetime(2026, 11, 23, h, tzinfo=UTC)) for h in (0, 1, 15, 16)]
    [False, True, True, False]
    """
    return now.astimezone(CITY_TIME).time() >= MORNING
