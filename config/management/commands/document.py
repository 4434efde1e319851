"""Write the pages of `docs/` that are read off the code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.documents import pages


class Command(BaseCommand):
    help = "Write docs/lifecycles.md and docs/permissions.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is old")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        old = [path for path, text in pages().items() if _differs(path, text)]
        if check and old:
            names = ", ".join(path.name for path in old)
            raise CommandError(f"{names}: out of date; run `make docs`.")
        for path in old:
            path.parent.mkdir(exist_ok=True)
            path.write_text(pages()[path])
            self.stdout.write(f"written: {path.name}")


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text() != text
