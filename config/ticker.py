"""Beat's own scheduler, made safe against a clock that is set back.

It notes by the clock of the wall when it last ran what. Set back by hours, it would
wait those hours in silence; here it starts over instead, which our tasks do not mind.
"""

import time
from datetime import UTC, datetime
from typing import Any

from celery.beat import Scheduler

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Ticker(Scheduler):
    """Keeps no file: what is due is in the database, a tick only asks to look."""

    max_interval = 5  # seconds between two looks at the clock

    def __init__(self, *args: Any, **options: Any) -> None:
        self.latest = time.time()
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        now = time.time()
        if now < self.latest:
            self.start_over()
        self.latest = now
        return float(super().tick(*args, **options))

    def start_over(self) -> None:
        for entry in self.schedule.values():
            if not hasattr(entry.schedule, "hour"):  # the nightly ones keep their hour
                entry.last_run_at = LONG_AGO
        self._heap = None
