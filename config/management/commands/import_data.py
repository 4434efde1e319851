"""Imports a file of companies, carriers, tenancies, returns, experts or grants."""

import sys
from argparse import ArgumentTypeError
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from config.imports.importing import Outcome, import_file
from config.imports.kind import By, Job
from config.imports.kinds import KINDS
from config.imports.problems import Report
from config.imports.template import write_template
from foundation.accounts.models import SYSTEM, User
from foundation.refusals import Refusal


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise ArgumentTypeError(_("There is no file %s.") % path)
    return path


class Command(BaseCommand):
    """Checks everything before it keeps anything; exit code 1 when not all is kept."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), metavar="KIND")
        parser.add_argument("file", nargs="?", type=_file, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--accept-valid", action="store_true")
        parser.add_argument("--template", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--errors", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--by", metavar="EMAIL")
        parser.add_argument(
            "--language",
            choices=[code for code, __ in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            if options["template"]:
                self._write_template(options["kind"], options["template"])
            elif options["file"]:
                self._import(options)
            else:
                raise CommandError(_("Name a file, or --template and a file."))

    def _write_template(self, kind: str, path: Path) -> None:
        job = Job(path.name, SYSTEM, timezone.now())
        path.write_bytes(write_template(KINDS[kind](job)))
        self.stdout.write(_("The template is written to %s.") % path)

    def _import(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        job = Job(path.name, _actor(options["by"]), timezone.now())
        report = Report(options["errors"] or path.with_name(f"{path.name}.errors.xlsx"))
        try:
            with closing(report), ExitStack() as bars:
                outcome = import_file(
                    KINDS[options["kind"]](job),
                    path,
                    report,
                    dry_run=options["dry_run"],
                    accept_valid=options["accept_valid"],
                    open_bar=lambda total: bars.enter_context(_bar(total)).update,
                )
        except Refusal as refusal:
            self._show(report)
            raise CommandError(refusal.sentence) from refusal
        except PermissionDenied as error:
            raise CommandError(_("This person may not import data.")) from error
        except OSError as error:
            said = _("Cannot write %(path)s; name another file with --errors.")
            raise CommandError(said % {"path": report.path}) from error
        self._tell(outcome, report, dry_run=options["dry_run"])

    def _tell(self, outcome: Outcome, report: Report, *, dry_run: bool) -> None:
        if outcome.ignored:
            shown = ", ".join(outcome.ignored)
            self.stdout.write(_("Ignored columns: %s.") % shown)
        self._show(report)
        saved = outcome.saved
        counts = {
            "created": saved.created,
            "changed": saved.changed,
            "unchanged": saved.unchanged,
            "refused": outcome.refused,
        }
        self.stdout.write(_verdict(outcome, dry_run=dry_run) % counts)
        if report.count:
            raise CommandError(
                _("%(count)s problems; all of them are in %(path)s.")
                % {"count": report.count, "path": report.path}
            )

    def _show(self, report: Report) -> None:
        for problem in report.first:
            self.stdout.write(f"  {problem}")
        if report.count > len(report.first):
            more = report.count - len(report.first)
            self.stdout.write("  " + _("… and %(more)s more.") % {"more": more})


def _verdict(outcome: Outcome, *, dry_run: bool) -> str:
    if outcome.kept:
        return _(
            "Imported: %(created)s new, %(changed)s changed, %(unchanged)s unchanged, "
            "%(refused)s refused."
        )
    if dry_run:
        return _(
            "Nothing is kept, as this is a dry run. It would be: %(created)s new, "
            "%(changed)s changed, %(unchanged)s unchanged, %(refused)s refused."
        )
    return _(
        "Nothing is imported. Without the %(refused)s refused rows it would be "
        "%(created)s new, %(changed)s changed, %(unchanged)s unchanged; "
        "--accept-valid imports those."
    )


def _bar(total: int | None) -> Any:
    return tqdm(total=total, unit="", disable=not sys.stderr.isatty(), leave=False)


def _actor(email: str | None) -> By:
    if email is None:
        return SYSTEM
    try:
        return User.objects.get(email=email.lower(), is_active=True)
    except User.DoesNotExist as error:
        raise CommandError(_("There is no account %s.") % email) from error
