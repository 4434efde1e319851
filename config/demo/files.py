"""The files that invented companies hand in: one page each, and it says what it is."""

import hashlib
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from config.demo.scene import Scene
from foundation.files.states import Check
from foundation.models import StoredFile

PAGE = b"BT /F1 16 Tf 72 760 Td (Kapok demo: invented audited accounts) Tj ET"
OBJECTS = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
    b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources 6 0 R >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(PAGE), PAGE),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    b"<< /Font << /F1 5 0 R >> >>",
]


def accounts() -> bytes:
    """A small, whole PDF.

    >>> accounts()[:8], accounts()[-6:]
    (b'%PDF-1.4', b'%%EOF\\n')
    """
    document, places = b"%PDF-1.4\n", []
    for number, content in enumerate(OBJECTS, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        document
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(OBJECTS) + 1, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(OBJECTS) + 1)
        + b"startxref\n%d\n%%%%EOF\n" % len(document)
    )


CONTENT = accounts()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def keep_accounts(
    scene: Scene, dice: Random, *, by: int, at: datetime, name: str = "审计报告.pdf"
) -> StoredFile:
    """Bytes before row, as an upload does it; the row as it stands after the check."""
    stored = StoredFile(
        key=UUID(int=dice.getrandbits(128), version=4),
        name=name,
        kind="pdf",
        size=len(CONTENT),
        sha256=SHA256,
        state=Check.AVAILABLE,
        uploaded_at=at,
        uploaded_by_id=by,
        checked_on=at + timedelta(seconds=20),
    )
    storage = storages["default"]
    if not storage.exists(stored.path):
        storage.save(stored.path, ContentFile(CONTENT))
    names = [field.attname for field in StoredFile._meta.concrete_fields]
    scene.add(StoredFile, **{name: getattr(stored, name) for name in names})
    return stored
