"""Work that is due and not done: the measure of whether the background keeps up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from foundation.models import Message
from programs.models import Delivery, Run
from programs.reports.states import DeliveryState, RunState


@dataclass(frozen=True)
class Line:
    """How much of one kind of work is due, and for how many seconds at most."""

    what: str
    number: int
    oldest: float


def lines() -> Iterator[Line]:
    """Every kind of work, whether or not a worker has it in hand at this moment."""
    now = timezone.now()
    undelivered = [DeliveryState.WAITING, DeliveryState.SENDING]
    messages = Message.objects.waiting().filter(available_at__lte=now)
    runs = Run.objects.filter(state=RunState.PLANNED, due_at__lte=now)
    deliveries = Delivery.objects.filter(state__in=undelivered)
    yield _line("mail", messages, "available_at", now)
    yield _line("reports", runs, "due_at", now)
    yield _line("deliveries", deliveries, "issue__built_on", now)


def _line(what: str, rows: "QuerySet[Any]", since: str, now: datetime) -> Line:
    found = rows.aggregate(number=Count("pk"), first=Min(since))
    return Line(what, found["number"], (now - (found["first"] or now)).total_seconds())
