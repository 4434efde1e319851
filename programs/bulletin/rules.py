"""How calls are looked for, and what a calendar is told of them; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import icalendar
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AGAIN_AFTER = timedelta(hours=6)  # calendars may ask for news so often


class Phase(models.TextChoices):
    """Where a call stands now, as the list is filtered by it."""

    OPEN = "open", pgettext_lazy("call", "open")
    UPCOMING = "upcoming", _("not open yet")
    CLOSED = "closed", pgettext_lazy("call", "closed")


@dataclass(frozen=True, slots=True)
class Event:
    """A moment that people put into their calendars.

    `uid` stays the same for ever; `sequence` grows with each change.
    """

    uid: str
    sequence: int
    changed_at: datetime
    at: datetime
    summary: str
    description: str
    url: str
    is_cancelled: bool = False


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The whole file as RFC 5545 writes it; an empty calendar has no events."""
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//Kapok//Calls//EN")
    whole.add("calscale", "GREGORIAN")
    whole.add("name", name)
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", AGAIN_AFTER, {"value": "DURATION"})
    for event in events:
        whole.add_component(_entry(event))
    return bytes(whole.to_ical())


def _entry(event: Event) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("dtstart", event.at.astimezone(UTC))
    entry.add("summary", event.summary)
    if event.description:
        entry.add("description", event.description)
    entry.add("url", event.url)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    return entry
