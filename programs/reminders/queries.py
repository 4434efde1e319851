"""Which drafts somebody has to be reminded of."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from programs.applications.models import Application
from programs.applications.states import Status
from programs.calls.states import Status as Published
from programs.reminders.models import Reminder
from programs.reminders.rules import EARLIEST, Step, due

Due = tuple[Application, Step, datetime]  # what, which step, before which close


def waiting(now: datetime) -> list[Due]:
    """Drafts of open calls with a step that has begun and that nobody was told of."""
    drafts = Application.objects.filter(
        status=Status.DRAFT,
        call__status=Published.PUBLISHED,
        call__opens_at__lte=now,
    )
    soon = drafts.ending().filter(ends__gt=now, ends__lte=now + EARLIEST)
    closes = sorted(set(soon.order_by().values_list("ends", flat=True)))
    return [
        (application, step, close)
        for close in closes
        if (step := due(close, now)) is not None
        for application in _untold(soon.filter(ends=close), close, step)
    ]


def _untold(
    drafts: QuerySet[Application], close: datetime, step: Step
) -> QuerySet[Application]:
    told = Reminder.objects.filter(
        application=OuterRef("pk"), closes_at=close, step=step
    )
    rows = drafts.filter(~Exists(told)).order_by("pk")
    return rows.select_related("call__program", "company__district")
