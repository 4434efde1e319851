"""Draws experts again from a record, and says whether it comes out as recorded."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from programs.panels.models import Draw
from programs.panels.queries import unrepeatable, verdict
from programs.panels.rules import replay
from programs.panels.rules.drawing import canonical


class Command(BaseCommand):
    """The same record gives the same lines on any machine; exit code 1 when altered.

    With a number, the record is the database's, and is checked against its own marks
    and the journal. With a file, it is what the page of the draw offers for download,
    and no database is asked.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, metavar="N")
        parser.add_argument("--file", type=Path, metavar="RECORD.json")
        parser.add_argument("--dump", type=Path, metavar="RECORD.json")
        parser.add_argument(
            "--language",
            choices=[code for code, __ in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            if options["file"]:
                self._from_file(options["file"])
            elif options["number"] is not None:
                self._from_database(options["number"], options["dump"])
            else:
                raise CommandError(_("Name a draw by its number, or --file."))

    def _from_file(self, path: Path) -> None:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(_("Cannot read %s.") % path) from error
        self._say(list(unrepeatable(record)), record)

    def _from_database(self, number: int, dump: Path | None) -> None:
        draw = Draw.objects.filter(pk=number).select_related("confirmation").first()
        if draw is None:
            raise CommandError(_("There is no draw %s.") % number)
        if not draw.is_confirmed:
            self._say(list(verdict(draw)), None)
            return
        if dump:
            dump.write_text(canonical(draw.record()) + "\n", encoding="utf-8")
        self._say(list(verdict(draw)), draw.record())

    def _say(self, faults: list[str], record: dict[str, Any] | None) -> None:
        """Names in the order of their lots, as drawn again; nobody before confirmed."""
        if faults:
            raise CommandError("\n".join(faults))
        if record is None:
            self.stdout.write(_("It comes out as recorded; names wait for a witness."))
            return
        drawn = replay(record)
        named = {each["key"]: each["name"] for each in record["pool"]}
        for word, keys in (("member", drawn.members), ("reserve", drawn.reserves)):
            for place, key in enumerate(keys, 1):
                self.stdout.write(f"{word}\t{place}\t{key}\t{named[key]}")
        self.stdout.write(_("It comes out as recorded."))
