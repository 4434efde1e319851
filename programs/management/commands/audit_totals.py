"""Counts every running total anew; exit 1 and say where one differs from its rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programs.reports.totals import differences


class Command(BaseCommand):
    """Quotas, budgets, ledgers and areas are kept by the database; this checks them."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = list(differences())
        for difference in found:
            self.stdout.write(str(difference))
        if found:
            raise CommandError(f"{len(found)} totals differ from their rows.")
        self.stdout.write("Every running total agrees with its rows.")
