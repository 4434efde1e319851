"""Loads the demo city: invented companies, carriers, programs and people."""

import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _
from tqdm import tqdm

from config.demo import city, debts, guards, people
from config.demo.promises import BrokenPromise


class Command(BaseCommand):
    """An empty database gets the city; a loaded one is left alone, others refused."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--sign-ins", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["sign_ins"]:
            self._load(options["scale"], options["seed"])
        if options["verbosity"]:
            self._print_sign_ins()

    def _load(self, scale: float, seed: int) -> None:
        if scale < city.SMALLEST:
            raise CommandError(_("The smallest scale is %s.") % city.SMALLEST)
        if city.is_loaded():
            self.stdout.write(_("The demo city is already loaded."))
            return
        if city.is_inhabited():
            raise CommandError(
                _(
                    "This database has companies or programs of its own. The demo city "
                    "goes into an empty one only."
                )
            )
        if guards.not_ours(table for table, _trigger in guards.in_the_way()):
            raise CommandError(
                _("Only the owner of the tables can load the demo city.")
            )
        self._draw_up(scale, seed)

    def _draw_up(self, scale: float, seed: int) -> None:
        steps = city.steps(scale)
        quiet = not sys.stderr.isatty()
        try:
            with closing(tqdm(total=steps, disable=quiet, leave=False)) as bar:
                scene = city.load(
                    scale=scale, seed=seed, now=_clock(), tell=_shown_on(bar)
                )
        except BrokenPromise as broken:
            raise CommandError(str(broken)) from broken
        debts.owe(scene)
        self.stdout.write(
            _("The demo city is loaded: %(rows)s rows, and every promise holds.")
            % {"rows": f"{scene.writer.written:,}"}
        )

    def _print_sign_ins(self) -> None:
        self.stdout.write(_("Sign in with the password %s:") % people.PASSWORD)
        for who in people.SIGN_INS:
            self.stdout.write(f"  {who.email:<26} {who.role.label}")


def _shown_on(bar: Any) -> Callable[[str], None]:
    def tell(what: str) -> None:
        bar.set_description(what)
        bar.update()

    return tell


def _clock() -> Any:
    """The database's clock: the demo's today is the day that its guards see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
