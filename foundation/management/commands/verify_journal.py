"""Find out whether anyone has touched the journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.journal.actions import verify
from foundation.models import Seal


class Command(BaseCommand):
    help = "Recompute the chain of seals; exit 1 and say where it is broken."

    def handle(self, *_args: Any, **_options: Any) -> None:
        findings = list(verify())
        for finding in findings:
            self.stderr.write(finding)
        if findings:
            raise CommandError(f"The journal is broken in {len(findings)} places.")
        last = Seal.objects.last()
        sealed = (
            f"sealed up to entry {last.last_entry}" if last else "nothing sealed yet"
        )
        self.stdout.write(self.style.SUCCESS(f"The journal is whole, {sealed}."))
