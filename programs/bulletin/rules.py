"""A calendar as RFC 5545 writes it: escaped text, folded lines, times in UTC; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WIDTH = 75  # octets of a line, without its end
END = "\r\n"
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


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


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole file; an empty calendar is one without events."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kapok//Calls//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}{END}" for folded in map(fold, lines))


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{utc(event.changed_at)}"
    yield f"LAST-MODIFIED:{utc(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{utc(event.at)}"
    yield f"SUMMARY:{text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{text(event.description)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def utc(moment: datetime) -> str:
    """A moment as calendars write it.

    >>> from datetime import timedelta, timezone
    >>> utc(datetime(2026, 11, 30, 17, tzinfo=timezone(timedelta(hours=8))))
    '20261130T090000Z'
    """
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    r"""Text with what calendars use themselves escaped.

    >>> text("A, B; C\\D\r\nE")
    'A\\, B\\; C\\\\D\\nE'
    """
    return value.translate(ESCAPED)


def fold(line: str) -> str:
    r"""A long line in pieces of 75 octets at most, never through a character.

    >>> fold("SUMMARY:" + "木" * 30).split(END)[1]
    ' 木木木木木木木木'
    >>> max(len(part.encode()) for part in fold("木" * 99).split(END))
    75
    """
    pieces, octets = [""], 0
    for character in line:
        size = len(character.encode())
        if octets + size > WIDTH:
            pieces.append("")
            octets = 1  # the blank that continues a line
        pieces[-1] += character
        octets += size
    return f"{END} ".join(pieces)
