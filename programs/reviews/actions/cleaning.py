"""Making copies of files that say nothing about who handed them in."""

import hashlib
import logging
import uuid
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from foundation.files.actions import opened
from foundation.refusals import several_units, use_case
from programs.applications.models import Attachment
from programs.applications.queries import latest_submission
from programs.reviews.models import CleanCopy
from programs.reviews.queries import to_clean, words_of
from programs.reviews.rules.cleaning import cleaned, text_of
from programs.reviews.rules.redaction import names

log = logging.getLogger(__name__)


@several_units
def clean_waiting(now: datetime, *, most: int = 10) -> int:
    """Clean what blind reviews wait for, each file by itself; say how many."""
    found = to_clean(most)
    for attachment in found:
        clean(attachment, now=now)
    return len(found)


@use_case
def clean(attachment: Attachment, *, now: datetime) -> CleanCopy:
    """Copy a file without its metadata; one that names the applicant is held back.

    What cannot be read through is held back as well. The bytes are written before the
    row: a crash between the two leaves bytes that no row names.
    """
    with opened(attachment.file) as kept:
        content = kept.read()
    data, withheld = _copied(attachment, content)
    copy = CleanCopy(
        key=uuid.uuid4(),
        attachment=attachment,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        withheld=withheld,
        made_on=now,
    )
    storages["default"].save(copy.path, ContentFile(data))
    made: CleanCopy
    made, new = CleanCopy.objects.get_or_create(
        attachment=attachment,
        defaults={
            "key": copy.key,
            "size": copy.size,
            "sha256": copy.sha256,
            "withheld": withheld,
            "made_on": now,
        },
    )
    if not new:
        storages["default"].delete(copy.path)
    return made


def _copied(attachment: Attachment, content: bytes) -> tuple[bytes, bool]:
    """The clean bytes, and whether they are held back; strange files break readers."""
    kind = attachment.file.kind
    receipt = latest_submission(attachment.application)
    words = words_of(attachment.application, receipt) if receipt else []
    try:
        return cleaned(kind, content), names(text_of(kind, content), words)
    except Exception:  # whatever a parser of strangers' files raises
        log.warning("a file could not be cleaned: %s", attachment.pk, exc_info=True)
        return b"", True
