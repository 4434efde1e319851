"""When a yearly report opens, is due, and is reminded of; pure (D§1.7)."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from programs.monitoring.states import Step

YEARS = 5
BEFORE_HOLD = 30  # days late after which nothing more is paid
AGAIN = 14  # days in which a returned report comes back


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one yearly report."""

    year: int  # that it tells of

    @property
    def opens_on(self) -> date:
        return date(self.year + 1, 1, 5)

    @property
    def due_on(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def checked_by(self) -> date:
        return date(self.year + 1, 4, 15)

    @property
    def confirmed_by(self) -> date:
        return date(self.year + 1, 4, 30)

    @property
    def corrected_until(self) -> date:
        return date(self.year + 1, 5, 31)


def calendar(decided_on: date, number: int) -> Calendar:
    """Report `number` tells of that year after the award's, which is year 0.

    >>> calendar(date(2026, 6, 15), 1).due_on
    datetime.date(2028, 3, 31)
    """
    return Calendar(decided_on.year + number)


OFFSETS = {
    Step.MONTH: -30,
    Step.FORTNIGHT: -15,
    Step.WEEK: -7,
    Step.EVE: -1,
    Step.MISSED: 1,
    Step.DISTRICT: 7,
    Step.YELLOW: 15,
    Step.RED: BEFORE_HOLD,
}
TELLS_DISTRICT = {Step.DISTRICT, Step.YELLOW, Step.RED}
TELLS_CITY = {Step.YELLOW, Step.RED}


def step(due_on: date, today: date) -> Step | None:
    """The last reminder that is due; those slept through are not caught up.

    >>> due = date(2026, 3, 31)
    >>> step(due, date(2026, 2, 28)) is None, step(due, date(2026, 3, 1)).value
    (True, 't-30')
    >>> [step(due, date(2026, 4, day)).value for day in (1, 7, 14, 15, 30)]
    ['t+1', 't+7', 't+7', 't+15', 't+30']
    """
    late = (today - due_on).days
    begun = [each for each, offset in OFFSETS.items() if late >= offset]
    return begun[-1] if begun else None


def windows(today: date) -> list[tuple[Step, date, date | None]]:
    """For each step the days on which a report that stands there was due.

    >>> windows(date(2026, 4, 30))[-1]
    (Step.RED, datetime.date(2026, 3, 31), None)
    >>> [f"{day:%m-%d}" for day in windows(date(2026, 3, 1))[0][1:]]
    ['03-31', '03-16']
    """
    found: list[tuple[Step, date, date | None]] = []
    for this, following in pairwise(OFFSETS):
        found.append((this, _due(this, today), _due(following, today)))
    return [*found, (Step.RED, _due(Step.RED, today), None)]


def _due(step: Step, today: date) -> date:
    """The latest day on which a report was due that stands at this step."""
    return today - timedelta(days=OFFSETS[step])


def level(due_on: date, today: date) -> str:
    """How late: nothing, `late`, `yellow` or `red`.

    >>> [level(date(2026, 3, 31), date(2026, 4, day)) for day in (1, 15, 30)]
    ['late', 'yellow', 'red']
    """
    late = (today - due_on).days
    if late >= OFFSETS[Step.RED]:
        return "red"
    if late >= OFFSETS[Step.YELLOW]:
        return "yellow"
    return "late" if late > 0 else ""


def again_due(due_on: date, corrected_until: date, today: date) -> date:
    """By when a returned report comes back: a fortnight, not before it was due.

    >>> again_due(date(2026, 3, 31), date(2026, 5, 31), date(2026, 3, 20))
    datetime.date(2026, 4, 3)
    >>> again_due(date(2026, 3, 31), date(2026, 5, 31), date(2026, 5, 25))
    datetime.date(2026, 5, 31)
    """
    day = max(due_on, today + timedelta(days=AGAIN))
    return max(min(day, corrected_until), today + timedelta(days=1))
