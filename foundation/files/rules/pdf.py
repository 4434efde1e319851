"""PDF: what acts by itself, also where it is compressed or spelled with escapes."""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.files.rules.traces import MEGABYTE, is_page_too, is_zip_too

UNPACKED = 100 * MEGABYTE
WORDS = (
    "JavaScript", "Launch", "EmbeddedFile", "RichMedia", "Encrypt", "XFA",
    "SubmitForm", "ImportData",
    "Rendition",  # the one action besides JavaScript that carries a script (/JS)
)  # fmt: skip
DICTIONARY = 2048  # bytes before a stream in which its own description stands
STREAM = re.compile(rb"stream\r?\n")


def _name(word: str) -> bytes:
    """A PDF name, each letter of it as such or as `#` with its number."""
    return b"".join(
        b"(?:%s|#%s)" % (letter.encode(), f"(?i:{ord(letter):02x})".encode())
        for letter in word
    )


ACTIVE = re.compile(rb"/(?:%s)s?(?![A-Za-z0-9])" % b"|".join(map(_name, WORDS)))
PACKED = re.compile(rb"/%s(?![A-Za-z0-9])" % _name("ObjStm"))


def pdf(content: bytes) -> StrOrPromise | None:
    if not content.startswith(b"%PDF-") or is_zip_too(content) or is_page_too(content):
        return _("The content of the file is not what its name says.")
    if b"%%EOF" not in content[-2048:]:
        return _("The PDF is cut off. Please save it again and upload it anew.")
    if ACTIVE.search(content) or any(map(ACTIVE.search, _packed_objects(content))):
        return _("The PDF is encrypted or contains scripts or embedded files.")
    return None


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Objects that stand in compressed streams, as most programs write them today."""
    left = UNPACKED
    for start in STREAM.finditer(content):
        if PACKED.search(content, max(0, start.start() - DICTIONARY), start.start()):
            unpacked = _inflated(content[start.end() :], left)
            left -= len(unpacked)
            yield unpacked
        if left <= 0:
            return


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
