"""Work that is due and not done: the measure of whether the background keeps up."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from foundation.models import Message


@dataclass(frozen=True)
class Line:
    """How much of one kind of work is due, and for how many seconds at most."""

    what: str
    number: int
    oldest: float


def lines() -> Iterator[Line]:
    now = timezone.now()
    due = Message.objects.due(now).aggregate(n=Count("pk"), first=Min("available_at"))
    yield Line("mail", due["n"], (now - (due["first"] or now)).total_seconds())
