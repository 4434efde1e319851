"""What a file may be called, and what it may be, judged by its content alone."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
MEMBERS, UNPACKED, RATIO = 2_000, 200 * MEGABYTE, 100
LONGEST_NAME = 120
INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|Encrypt)\b")
ACTIVE_OFFICE = ("vbaproject.bin", "oleobject", "/activex/")


@dataclass(frozen=True, slots=True)
class Type:
    """An allowed type: how its content starts and what else must hold."""

    extensions: tuple[str, ...]
    media: str
    proves: Callable[[bytes], StrOrPromise | None]


def shown_name(name: str) -> str:
    """The name as people may see it again: one line, nothing invisible, not too long.

    >>> shown_name("项目申报书（终稿）.pdf")
    '项目申报书（终稿）.pdf'
    >>> shown_name("a\\u202egpj.exe")
    'agpj.exe'
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    last = re.split(r"[/\\]", plain)[-1].strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    return last if len(last) <= LONGEST_NAME else f"{stem[:100]}{dot}{ending[:12]}"


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def finding(name: str, content: bytes) -> StrOrPromise | None:
    """Why this file cannot be taken, or None."""
    if not content:
        return _("The file is empty.")
    if len(content) > LARGEST:
        return _("The file is larger than 50 MB.")
    kind = TYPES.get(extension(name))
    if kind is None:
        return _("Only PDF, Word, Excel, PowerPoint, JPEG and PNG files are accepted.")
    if not _starts_as(kind, content):
        return _("The content of the file is not what its name says.")
    return kind.proves(content)


def _starts_as(kind: Type, content: bytes) -> bool:
    try:
        found = puremagic.from_string(content[: 4 * MEGABYTE])
    except puremagic.PureError:
        return False
    same = {kind.extensions[0]} | ({"zip"} if _is_office(kind) else set())
    return found.lstrip(".") in same | set(kind.extensions) or (
        _is_office(kind) and content.startswith(b"PK\x03\x04")
    )


def _is_office(kind: Type) -> bool:
    return kind.proves is _office


def _pdf(content: bytes) -> StrOrPromise | None:
    if b"%%EOF" not in content[-2048:]:
        return _("The PDF is cut off. Please save it again and upload it anew.")
    if ACTIVE_PDF.search(content):
        return _("The PDF is encrypted or contains scripts or embedded files.")
    return None


def _office(content: bytes) -> StrOrPromise | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _package(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return _("The file is damaged or protected by a password.")


def _package(package: zipfile.ZipFile) -> StrOrPromise | None:
    names = [member.filename.lower() for member in package.infolist()]
    if "[content_types].xml" not in names:
        return _("The content of the file is not what its name says.")
    if any(part in name for name in names for part in ACTIVE_OFFICE):
        return _("Files with macros or embedded objects are not accepted.")
    if len(names) > MEMBERS or _real_size(package) > UNPACKED:
        return _("The file unpacks to far more than it should.")
    return None


def _real_size(package: zipfile.ZipFile) -> int:
    """Bytes that really come out, counted while inflating, since headers can lie."""
    total = 0
    for member in package.infolist():
        with package.open(member) as part:
            while block := part.read(MEGABYTE):
                total += len(block)
                if total > UNPACKED:
                    return total
    return total


def _anything(content: bytes) -> StrOrPromise | None:  # noqa: ARG001  # a Type's check
    return None


_OOXML = "application/vnd.openxmlformats-officedocument."
_ALL = [
    Type(("pdf",), "application/pdf", _pdf),
    Type(("docx",), f"{_OOXML}wordprocessingml.document", _office),
    Type(("xlsx",), f"{_OOXML}spreadsheetml.sheet", _office),
    Type(("pptx",), f"{_OOXML}presentationml.presentation", _office),
    Type(("jpg", "jpeg", "jfif"), "image/jpeg", _anything),
    Type(("png",), "image/png", _anything),
]
TYPES = {ending: kind for kind in _ALL for ending in kind.extensions}
