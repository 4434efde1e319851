"""A file that arrives in pieces: begun, continued, resumed, finished or forgotten.

The bytes of a piece are written before the row says that they are there, and the row is
locked meanwhile: a crash between the two leaves a piece that is written again, and two
tabs that send the same piece take turns.
"""

import hashlib
import io
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.files.models import Upload
from foundation.files.rules import LARGEST, MEGABYTE, TYPES, name_fault, shown_name
from foundation.files.rules import extension as ending
from foundation.refusals import Refusal, several_units, use_case

KEPT = timedelta(hours=24)
MOST_AT_ONCE = 30  # uploads that one person may have under way
LARGEST_PIECE = 2 * MEGABYTE


@use_case
def begin_upload(
    name: str, size: int, *, by: User, at: datetime, modified: int = 0, sha256: str = ""
) -> Upload:
    """Announce a file; what is plainly wrong is said before anything is sent."""
    _refuse_announced(name, size)
    shown = shown_name(name)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # counts one by one
    mine = Upload.objects.of(by).alive(at)
    if mine.count() >= MOST_AT_ONCE:
        raise Refusal(_("Too many uploads are under way at once."), code="files")
    return Upload.objects.create(
        owner=by,
        name=shown,
        size=size,
        modified=modified,
        sha256=sha256.lower(),
        expires_on=at + KEPT,
    )


def _refuse_announced(name: str, size: int) -> None:
    """What can be said before a single byte was sent."""
    if wrong := name_fault(name):
        raise Refusal(wrong, code="file")
    if ending(shown_name(name)) not in TYPES:
        raise Refusal(
            _("Only PDF, Word, Excel, PowerPoint, JPEG and PNG files are accepted."),
            code="file",
        )
    if not 0 < size <= LARGEST:
        raise Refusal(_("The file is empty or larger than 50 MB."), code="file")


@use_case
def append(upload: Upload, piece: bytes, *, offset: int, at: datetime) -> Upload:
    """Keep the piece that begins at `offset`, if that is where the file goes on.

    Whoever is wrong about the offset gets the upload as it is and changes nothing: a
    piece that arrives twice is as good as one that arrives once.
    """
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if now.finished_on or now.received != offset or not piece:
        return now
    if now.expires_on <= at:
        raise Refusal(_("This upload has expired. Choose the file again."), code="gone")
    if len(piece) > min(LARGEST_PIECE, now.size - offset):
        raise Refusal(_("More arrived than the file has."), code="file")
    _keep(f"{now.folder}/{offset:012d}", piece)
    now.received += len(piece)
    now.save(update_fields=["received"])
    return now


def _keep(path: str, piece: bytes) -> None:
    """Under exactly this name; what a crash left there is replaced."""
    storage = storages["default"]
    storage.delete(path)
    storage.save(path, ContentFile(piece))


@several_units
def whole(upload: Upload) -> io.BytesIO:
    """All pieces in order, as one file."""
    storage = storages["default"]
    joined = io.BytesIO()
    for name in _pieces(upload):
        with storage.open(f"{upload.folder}/{name}") as piece:
            joined.write(piece.read())
    joined.seek(0)
    return joined


def _pieces(upload: Upload) -> list[str]:
    storage = storages["default"]
    if not storage.exists(upload.folder):
        return []
    return sorted(storage.listdir(upload.folder)[1])


@use_case
def finish_upload(upload: Upload) -> io.BytesIO:
    """Say that the file is whole, and hand it over to whoever it is for."""
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if not now.is_whole:
        raise Refusal(_("A part of the file is still missing."), code="incomplete")
    content = whole(now)
    if not _is_as_announced(now, content):
        raise Refusal(
            _("The file was damaged on its way. Upload it again."), code="file"
        )
    now.finished_on = now.begun_on  # the database puts its own time
    now.save(update_fields=["finished_on"])
    transaction.on_commit(partial(forget_pieces, now))
    return content


def _is_as_announced(upload: Upload, content: io.BytesIO) -> bool:
    data = content.getvalue()
    same = upload.sha256 in {"", hashlib.sha256(data).hexdigest()}
    return same and len(data) == upload.size


@use_case
def discard(upload: Upload) -> None:
    """Forget an upload that is not finished, with all of its pieces."""
    if Upload.objects.unfinished().filter(pk=upload.pk).delete()[0]:
        transaction.on_commit(partial(forget_pieces, upload))


@several_units
def forget_pieces(upload: Upload) -> None:
    """Their content has been taken over, or nobody wants it any more."""
    storage = storages["default"]
    for name in _pieces(upload):
        storage.delete(f"{upload.folder}/{name}")
    storage.delete(upload.folder)


@use_case
def purge_expired(*, now: datetime, most: int = 100) -> int:
    """Forget uploads that nobody went on with; say how many."""
    rows = Upload.objects.unfinished().filter(expires_on__lte=now)
    expired = list(rows.select_for_update(skip_locked=True)[:most])
    for upload in expired:
        discard(upload)
    _sweep()
    return len(expired)


def _sweep() -> None:
    """Pieces whose row is gone: a crash came between the two."""
    storage = storages["default"]
    found = storage.listdir("uploads")[0] if storage.exists("uploads") else []
    known = Upload.objects.unfinished().filter(key__in=found)
    kept = {key.hex for key in known.values_list("key", flat=True)}
    for folder in set(found) - kept:
        forget_pieces(Upload(key=UUID(folder)))
