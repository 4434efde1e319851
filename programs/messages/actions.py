"""Writing about an application, and having read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.outbox.actions import post
from foundation.refusals import Refusal, use_case
from programs.applications.models import Application
from programs.applications.states import Status
from programs.messages.models import CaseMessage, Enclosure, Reading
from programs.messages.queries import side_of
from programs.messages.states import Side
from startups.companies.models import Member

MOST_FILES = 5
File = tuple[str, IO[bytes]]  # its name, and what it contains


@use_case
def write(
    application: Application,
    text: str,
    *,
    by: User,
    at: datetime,
    files: Iterable[File] = (),
) -> CaseMessage:
    """Send a message to the other side; it stays as it was sent."""
    side = side_of(application, by)
    if side is None:
        raise PermissionDenied
    if application.status == Status.DRAFT and not application.submissions.exists():
        raise Refusal(
            _("Nothing has been handed in yet. Ask at the call instead."), code="draft"
        )
    sent = list(files)
    if len(sent) > MOST_FILES:
        raise Refusal(
            _("At most %(most)s files go with a message."),
            code="files",
            params={"most": MOST_FILES},
        )
    message = CaseMessage.objects.create(
        application=application,
        side=side,
        text=text.replace("\0", "").strip(),
        written_at=at,
        written_by=by,
    )
    for name, content in sent:
        stored = receive(name, content, by=by, at=at)
        Enclosure.objects.create(message=message, file=stored)
    _note(application, message, side, by, at)
    record(application, "write", by=by, message=message.pk, side=str(side))
    _tell(application, message, at=at)
    return message


@use_case
def read(application: Application, *, by: User, at: datetime) -> None:
    """Note until where somebody has read; it only ever moves on."""
    side = side_of(application, by)
    last = application.case_messages.order_by("-pk").first()
    if side is not None and last is not None:
        _note(application, last, side, by, at)


def _note(
    application: Application, last: CaseMessage, side: Side, by: User, at: datetime
) -> None:
    reading, new = Reading.objects.get_or_create(
        application=application,
        user=by,
        defaults={"side": side, "until": last, "seen_on": at},
    )
    if not new:
        behind = Reading.objects.filter(pk=reading.pk, until__lt=last)
        behind.update(until=last, side=side, seen_on=at)


def _tell(application: Application, message: CaseMessage, *, at: datetime) -> None:
    """The company's people; of the commission, those who have written here before.

    Everybody else of the commission finds it on the desk.
    """
    for user in _listeners(application, message):
        post(
            "case_message",
            to=user,
            key=f"case_message:{message.pk}:{user.pk}",
            at=at,
            number=application.number,
            company=application.company.name,
            text=message.text,
            side=message.side,
            path=reverse("application-messages", args=[application.number]),
        )


def _listeners(application: Application, message: CaseMessage) -> list[User]:
    if message.side == Side.STAFF:
        members = Member.objects.of(application.company)
        people = {member.user for member in members}
    else:
        wrote = application.case_messages.filter(side=Side.STAFF)
        people = set(User.objects.filter(pk__in=wrote.values("written_by")))
    return sorted(
        (
            user
            for user in people
            if user.is_active
            and user.pk != message.written_by_id
            and user.may(Permission.READ_APPLICATIONS, at=application)
        ),
        key=lambda user: user.pk,
    )
