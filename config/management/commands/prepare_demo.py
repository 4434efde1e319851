"""Brings the database up to date and, when it is empty, a city into it."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from startups.models import Company


class Command(BaseCommand):
    """What `make demo` does before it starts the processes; harmless to repeat."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not Company.objects.exists():
            call_command("demo_data", scale=float(os.environ.get("SCALE") or 1))
