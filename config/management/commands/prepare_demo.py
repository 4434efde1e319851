"""Brings the database up to date and, when it is empty, a city into it."""

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from startups.models import Company


class Command(BaseCommand):
    """What `make demo` does before it starts the processes; harmless to repeat."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        _collect_static_files()
        if not Company.objects.exists():
            scale = float(os.environ.get("SCALE") or 1)
            call_command("demo_data", scale=scale, verbosity=0)


def _collect_static_files() -> None:
    """Collect them when one has changed: hashing and packing takes seconds."""
    note = Path(settings.STATIC_ROOT) / ".collected"
    state = _state_of_static_files()
    if not note.exists() or note.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        note.write_text(state)


def _state_of_static_files() -> str:
    """A name for what all of them hold, without reading them."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            found.append(f"{name} {file.st_size} {file.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
