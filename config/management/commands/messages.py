"""Bring the catalog of translations up to date, or say what it lacks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import catalog


class Command(BaseCommand):
    help = "Update the Chinese catalog from the sources and from locale/pending."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what lacks")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        if not check:
            catalog.write(catalog.merged())
        lacking = catalog.missing()
        for text in lacking:
            self.stdout.write(f"  {text}")
        if lacking:
            raise CommandError(f"{len(lacking)} strings have no Chinese text.")
        count = len(catalog.messages(catalog.read()))
        self.stdout.write(self.style.SUCCESS(f"{count} strings, all translated."))
