"""What was written about an application, and who has read how far."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from programs.applications.models import Application
from programs.messages.models import CaseMessage, Enclosure, Reading
from programs.messages.states import Side


@dataclass(slots=True)
class Line:
    """A message as the page shows it; `readers` got exactly as far as here."""

    message: CaseMessage
    name: str
    mine: bool
    fresh: bool
    readers: list[str] = field(default_factory=list)


def side_of(application: Application, user: Actor) -> Side | None:
    """On whose side somebody writes here; None for who only looks on."""
    if user.may(Permission.APPLY, at=application):
        return Side.COMPANY
    if user.may(Permission.REVIEW_FORMALLY, at=application):
        return Side.STAFF
    return None


def may_read(application: Application, user: Actor) -> bool:
    """The two sides, and those who oversee."""
    looks_on = user.may(Permission.READ_JOURNAL)
    return looks_on or side_of(application, user) is not None


def conversation(application: Application, user: User) -> list[Line]:
    """All messages, the oldest first, with who has read until where.

    Who works for the commission is not named to the company, nor counted for it.
    """
    files = Prefetch("enclosures", Enclosure.objects.select_related("file"))
    rows = application.case_messages.select_related("written_by")
    mine = side_of(application, user)
    readings = list(application.readings.select_related("user"))
    until = next((r.until_id for r in readings if r.user_id == user.pk), 0)
    lines = [
        Line(
            message,
            _name(message, mine),
            mine=message.side == mine,
            fresh=message.pk > until and message.side != mine,
        )
        for message in rows.prefetch_related(files)
    ]
    by_last = {line.message.pk: line for line in lines}
    for reading in readings:
        if reading.user_id != user.pk and reading.until_id in by_last:
            _note_reader(by_last[reading.until_id], reading, mine)
    return lines


def _note_reader(line: Line, reading: Reading, mine: Side | None) -> None:
    hidden = mine == Side.COMPANY and reading.side == Side.STAFF
    name = str(Side.STAFF.label) if hidden else str(reading.user)
    if name not in line.readers:
        line.readers.append(name)


def _name(message: CaseMessage, mine: Side | None) -> str:
    if mine == Side.COMPANY and message.side == Side.STAFF:
        return str(Side.STAFF.label)
    return str(message.written_by)


def unread_by_staff() -> QuerySet[CaseMessage]:
    """Messages of companies that nobody of the commission has read yet."""
    read = Reading.objects.filter(
        application=OuterRef("application"), side=Side.STAFF, until__gte=OuterRef("pk")
    )
    return CaseMessage.objects.filter(~Exists(read), side=Side.COMPANY)


def unread_of(user: User, applications: list[int]) -> dict[int, int]:
    """How many messages of the commission this person has not read, by application."""
    read = Reading.objects.filter(
        application=OuterRef("application"), user=user, until__gte=OuterRef("pk")
    )
    rows = CaseMessage.objects.filter(
        ~Exists(read), side=Side.STAFF, application__in=applications
    )
    found: dict[int, int] = {}
    for pk in rows.values_list("application", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def last_written(applications: list[int]) -> dict[int, datetime]:
    """When something was last written, by application."""
    rows = CaseMessage.objects.filter(application__in=applications).order_by("pk")
    return dict(rows.values_list("application", "written_at"))
