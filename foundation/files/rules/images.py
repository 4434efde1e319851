"""Pictures: whole, of a size that programs can open, and nothing else besides."""

import re
import struct

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.files.rules.traces import is_page_too, is_pdf_too, is_zip_too

MOST_PIXELS = 100_000_000
FRAME = re.compile(
    rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..\x08(....)", re.DOTALL
)
PNG_END = b"IEND\xaeB`\x82"


def jpeg(content: bytes) -> StrOrPromise | None:
    frames = [struct.unpack(">HH", found[1]) for found in FRAME.finditer(content)]
    if not frames or b"\xff\xd9" not in content:
        return _("The picture is damaged.")
    return _picture(content, max(height * width for height, width in frames))


def png(content: bytes) -> StrOrPromise | None:
    if content[12:16] != b"IHDR" or not content.endswith(PNG_END):
        return _("The picture is damaged.")
    width, height = struct.unpack(">II", content[16:24])
    return _picture(content, width * height)


def _picture(content: bytes, pixels: int) -> StrOrPromise | None:
    if is_zip_too(content) or is_page_too(content) or is_pdf_too(content):
        return _("The content of the file is not what its name says.")
    if pixels > MOST_PIXELS:
        return _("The picture has more than 100 million pixels.")
    return None
