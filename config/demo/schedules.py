"""Reports that managers want every quarter; some are due as soon as the city stands."""

from datetime import time

from config.demo.days import add_months
from config.demo.scene import Scene
from foundation.numbering import Series
from foundation.periods import quarter
from programs.models import Schedule, Subscription
from programs.reports.states import Cadence

QUARTERS_BACK = 3
WANTED = [("r3-quarterly", "R3", 10), ("r4-quarterly", "R4", 15)]
READERS = ["leader", "officer", "finance"]


def subscribe(scene: Scene) -> None:
    """Quarterly reports, from so many quarters before this one."""
    first = add_months(quarter(scene.today).start, -3 * QUARTERS_BACK)
    for code, definition, working_day in WANTED:
        schedule = scene.add(
            Schedule,
            code=code,
            definition=definition,
            cadence=Cadence.QUARTERLY,
            working_day=working_day,
            due_time=time(8, 30),
            first_day=first,
        )
        for reader in READERS:
            user = scene.people[reader]
            scene.add(Subscription, schedule_id=schedule, user_id=user)
    _numbers(scene)


def _numbers(scene: Scene) -> None:
    """Series go on where the city's numbers end: those are counted as “BG 2026”."""
    for series, last in scene.counts.items():
        prefix, __, year = series.partition(" ")
        if prefix.isupper() and year.isdigit():
            scene.add(Series, prefix=prefix, year=int(year), last=last)
