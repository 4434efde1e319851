"""Begins the translation into one more language: an empty catalog of every string."""

from argparse import ArgumentParser
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from config import catalog


class Command(BaseCommand):
    """The folder alone makes the language one that people can choose."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help="its code, for example kk or pt-br")

    def handle(self, *_args: Any, language: str, **_options: Any) -> None:
        locale = to_locale(language)
        path = catalog.home(locale) / "django.po"
        if path.exists():
            raise CommandError(f"{path} has begun already.")
        empty = Catalog(locale=locale.split("_")[0], domain="django", fuzzy=False)
        for (context, _first), text in catalog.found().items():
            empty.add(text, context=context or None)
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_po(file, empty, sort_output=True, width=0)
        self.stdout.write(f"Translate {path}, then run `make messages`.")
