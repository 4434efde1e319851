"""Says what the background still has to do; with --wait, until it is done."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.health import heartbeats, waiting

PLANNER = "programs.tasks.plan_reports"
PERIOD = 60  # seconds between two plans


class Command(BaseCommand):
    """Exit 1 when the time is over and work is still waiting."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, metavar="SECONDS")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["wait"] is not None:
            self._wait(options["wait"])
        for line in waiting.lines():
            self.stdout.write(f"{line.number:>6} {line.what} waiting")

    def _wait(self, seconds: float) -> None:
        """Until the planner has planned lately, and all it planned is done."""
        began = time.monotonic()
        while not _is_planned() or _is_any_waiting():
            if time.monotonic() - began > seconds:
                raise CommandError(f"Work is still waiting after {seconds:.0f} s.")
            time.sleep(0.5)


def _is_planned() -> bool:
    age = heartbeats.age(PLANNER)
    return age is not None and age < PERIOD


def _is_any_waiting() -> bool:
    return any(line.number for line in waiting.lines())
