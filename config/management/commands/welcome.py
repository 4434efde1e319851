"""The demo's last step: the reports that are due arrive, and sign-ins are said."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

PATIENCE = 300  # seconds


class Command(BaseCommand):
    """Runs beside the worker and the beat, which make and deliver the reports."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write("Waiting for the reports that are due ...")
        try:
            call_command("report_status", wait=PATIENCE)
        except CommandError as late:  # they still come; nobody has to wait here
            self.stderr.write(str(late))
        call_command("demo_data", sign_ins=True)
