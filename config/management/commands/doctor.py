"""Looks at everything that Kapok needs, and says what to do about what is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.health import checks, examination


class Command(BaseCommand):
    """Exit 1 when something is not well."""

    help = __doc__ or ""
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = checks.findings((*examination.HERE, *checks.READY, *examination.AROUND))
        for finding in found:
            self._print(finding)
        if wrong := sum(not finding.ok for finding in found):
            raise CommandError(f"{wrong} of {len(found)} are not well.")

    def _print(self, finding: checks.Finding) -> None:
        mark = self.style.SUCCESS("ok ") if finding.ok else self.style.ERROR("BAD")
        self.stdout.write(f"{mark} {finding.name:<11} {finding.says}")
        for more in filter(None, (finding.error, finding.advice)):
            self.stdout.write(f"    {'':<11} {more}")
