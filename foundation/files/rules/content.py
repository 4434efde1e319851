"""What a file may be, judged by its bytes; what it claims to be counts for nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.files.rules.images import jpeg, png
from foundation.files.rules.names import extension
from foundation.files.rules.office import document, slides, workbook
from foundation.files.rules.pdf import pdf
from foundation.files.rules.traces import MEGABYTE, carries_test_virus

LARGEST = 50 * MEGABYTE
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Type:
    """An allowed type: how its content starts and what else must hold."""

    extensions: tuple[str, ...]
    media: str
    proves: Callable[[bytes], StrOrPromise | None]
    is_zip: bool = False


def finding(name: str, content: bytes) -> StrOrPromise | None:
    """Why this file cannot be taken, or None."""
    if not content:
        return _("The file is empty.")
    if len(content) > LARGEST:
        return _("The file is larger than 50 MB.")
    kind = TYPES.get(extension(name))
    if kind is None:
        return _("Only PDF, Word, Excel, PowerPoint, JPEG and PNG files are accepted.")
    if carries_test_virus(content):
        return _("The virus scan found something in the file.")
    if not _starts_as(kind, content):
        return _("The content of the file is not what its name says.")
    return kind.proves(content)


def _starts_as(kind: Type, content: bytes) -> bool:
    if kind.is_zip:
        return content.startswith(ZIP)
    try:
        found = puremagic.from_string(content[: 4 * MEGABYTE])
    except puremagic.PureError:
        return False
    return found.lstrip(".") in kind.extensions


_OOXML = "application/vnd.openxmlformats-officedocument."
_ALL = [
    Type(("pdf",), "application/pdf", pdf),
    Type(("docx",), f"{_OOXML}wordprocessingml.document", document, is_zip=True),
    Type(("xlsx",), f"{_OOXML}spreadsheetml.sheet", workbook, is_zip=True),
    Type(("pptx",), f"{_OOXML}presentationml.presentation", slides, is_zip=True),
    Type(("jpg", "jpeg", "jfif"), "image/jpeg", jpeg),
    Type(("png",), "image/png", png),
]
TYPES = {ending: kind for kind in _ALL for ending in kind.extensions}
ACCEPTED = ",".join(f".{ending}" for ending in TYPES if ending != "jfif")
