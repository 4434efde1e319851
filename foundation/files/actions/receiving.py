"""Taking a file in, and checking what it is before anyone may open it."""

import hashlib
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from foundation.files.models import StoredFile
from foundation.files.rules import LARGEST, extension, finding, name_fault, shown_name
from foundation.files.states import Check
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, several_units, use_case


@use_case
def receive(name: str, content: IO[bytes], *, by: Actor, at: datetime) -> StoredFile:
    """Keep an upload where nobody can open it yet; `check_waiting` decides about it.

    The bytes are written before the row: a crash between the two leaves a file that no
    row names, never a row without its file. What is plainly wrong is refused at once.
    What the public sends without an account, the system receives.
    """
    data = content.read(LARGEST + 1)
    shown = shown_name(name)
    if wrong := name_fault(name) or finding(shown, data):
        raise Refusal(wrong, code="file")
    stored = StoredFile(
        name=shown,
        kind=extension(shown),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_at=at if by.pk else None,
        uploaded_by_id=by.pk,
    )
    storages["default"].save(stored.path, ContentFile(data))
    stored.save(force_insert=True)
    record(stored, "upload", by=by, name=shown, sha256=stored.sha256)
    return stored


@use_case
def check_waiting(*, now: datetime, most: int = 20) -> int:
    """Look at the stored bytes of uploads that wait; say how many were decided."""
    rows = StoredFile.objects.waiting().select_for_update(skip_locked=True)
    decided = list(rows.order_by("uploaded_at")[:most])
    for stored in decided:
        _decide(stored, now)
    return len(decided)


def _decide(stored: StoredFile, now: datetime) -> None:
    with storages["default"].open(stored.path) as kept:
        data = kept.read()
    changed = hashlib.sha256(data).hexdigest() != stored.sha256
    with translation.override("en"):
        wrong = "SHA-256" if changed else finding(stored.name, data)
        stored.finding = str(wrong or "")
    stored.state = Check.REJECTED if wrong else Check.AVAILABLE
    stored.checked_on = now
    stored.save(update_fields=["state", "finding", "checked_on"])


@several_units
def opened(stored: StoredFile) -> IO[bytes]:
    """The bytes, for those whom the caller has let through."""
    if stored.state != Check.AVAILABLE:
        raise Refusal(_("This file has not been released."), code="file")
    return storages["default"].open(stored.path)
