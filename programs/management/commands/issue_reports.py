"""Plans, makes and mails the reports that are due, as the beat does every minute."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime

from foundation.periods import CITY_TIME, midnight
from programs.models import Issue
from programs.reports import actions
from programs.reports.queries import clock


def moment(written: str) -> datetime:
    """A moment in the city's time; a bare day means its beginning."""
    found = parse_datetime(written)
    if found is None:
        day = parse_date(written)
        if day is None:
            raise CommandError(f"{written!r} is no day and no time.")
        return midnight(day)
    return found if found.tzinfo else found.replace(tzinfo=CITY_TIME)


class Command(BaseCommand):
    """Prints a line for each issue that was made."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            type=moment,
            metavar="T",
            help="as if it were this day or moment, such as 2026-10-15T09:00",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        began = clock()
        until = options["as_of"] or began
        self.stdout.write(f"{actions.plan(until)} periods promised")
        while actions.issue_next(clock(), until=until):
            pass
        while actions.deliver_next(clock()):
            pass
        for issue in Issue.objects.filter(built_on__gte=began).order_by("pk"):
            self.stdout.write(_told(issue))


def _told(issue: Issue) -> str:
    sent = issue.deliveries.filter(state="sent").count()
    late = ", late" if issue.late else ""
    days = f"{issue.period_start} to {issue.last_day}"
    sent_of = f"{sent} of {issue.deliveries.count()} sent"
    return f"{issue.number} {issue.definition} {days}: {sent_of}{late}"
