"""Word, Excel and PowerPoint: archives, read without trusting what they declare."""

import io
import re
import stat
import zipfile
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.files.rules.names import PROGRAMS, extension
from foundation.files.rules.traces import (
    MEGABYTE,
    carries_test_virus,
    is_page_too,
    is_pdf_too,
)

MEMBERS, UNPACKED, RATIO = 2_000, 200 * MEGABYTE, 100
SMALL = 10 * MEGABYTE  # below it, any ratio is harmless
ACTIVE = ("vbaproject", "oleobject", "/activex/", "macrosheets/")
PACKED = frozenset({"7z", "docm", "gz", "pptm", "rar", "tar", "xlsm", "xlsb", "zip"})
FOREIGN = re.compile(
    rb"<(?:\w+:)?Relationship\b(?=[^>]*\bTargetMode\s*=\s*[\"']External)[^>]*>",
    re.IGNORECASE,
)
LINK = re.compile(rb"\bType\s*=\s*[\"'][^\"']*/hyperlink[\"']")
OWN_TEMPLATE = re.compile(
    rb"/attachedTemplate[\"'].*Target\s*=\s*[\"']file:///[A-Za-z]:|"
    rb"Target\s*=\s*[\"']file:///[A-Za-z]:.*/attachedTemplate[\"']"
)
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, which no office program writes here
FETCH = re.compile(rb"\bDDE(AUTO)?\s|<(\w+:)?ddeLink\b", re.IGNORECASE)
MACROS = re.compile(
    rb"macroEnabled|vnd\.ms-office\.(vbaProject|activeX)", re.IGNORECASE
)
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)")

DAMAGED = _("The file is damaged or protected by a password.")
OTHER = _("The content of the file is not what its name says.")
MACRO = _("Files with macros or embedded objects are not accepted.")
BOMB = _("The file unpacks to far more than it should.")
FOREIGN_PARTS = _("The file loads parts from elsewhere. Save it without links to data.")


def document(content: bytes) -> StrOrPromise | None:
    return _office(content, "word/document.xml")


def workbook(content: bytes) -> StrOrPromise | None:
    return _office(content, "xl/workbook.xml")


def slides(content: bytes) -> StrOrPromise | None:
    return _office(content, "ppt/presentation.xml")


def _office(content: bytes, core: str) -> StrOrPromise | None:
    if is_pdf_too(content) or is_page_too(content):
        return OTHER
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _members(package.infolist(), core) or _parts(package, len(content))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return DAMAGED


def _members(members: list[zipfile.ZipInfo], core: str) -> StrOrPromise | None:
    """What the list of contents tells, before anything is unpacked."""
    names = [member.filename.lower() for member in members]
    if len(names) > MEMBERS:
        return BOMB
    if not {"[content_types].xml", core} <= set(names) or len(names) != len(set(names)):
        return OTHER
    if any(_leads_away(member) for member in members):
        return DAMAGED
    if any(part in name for name in names for part in ACTIVE) or _programs(names):
        return MACRO
    return None


def _leads_away(member: zipfile.ZipInfo) -> bool:
    """Names that unpack to somewhere else, and links."""
    name = member.filename.replace("\\", "/")
    linked = stat.S_ISLNK(member.external_attr >> 16)
    return linked or name.startswith("/") or ".." in name.split("/") or ":" in name


def _programs(names: Iterable[str]) -> bool:
    refused = (PROGRAMS - {"xml", "svg"}) | PACKED
    return any(extension(name) in refused for name in names)


def _parts(package: zipfile.ZipFile, packed: int) -> StrOrPromise | None:
    """Each part as it really comes out, counted while inflating: headers can lie."""
    total = 0
    for member in package.infolist():
        with package.open(member) as part:
            data = part.read(UNPACKED - total + 1)
        total += len(data)
        if total > UNPACKED or total > max(SMALL, packed * RATIO):
            return BOMB
        if wrong := _part(member.filename.lower(), data):
            return wrong
    return None


def _part(name: str, data: bytes) -> StrOrPromise | None:
    if carries_test_virus(data):
        return _("The virus scan found something in the file.")
    if not name.endswith((".xml", ".rels")):
        return None
    if data.startswith(WIDE) or DECLARED.search(data):
        return OTHER
    if name == "[content_types].xml" and MACROS.search(data):
        return MACRO
    if name.endswith(".rels") and _loads(data):
        return FOREIGN_PARTS
    return FOREIGN_PARTS if FETCH.search(_text(name, data)) else None


def _loads(relations: bytes) -> bool:
    """Links that people follow are fine; what programs follow by themselves is not."""
    foreign = [found[0] for found in FOREIGN.finditer(relations)]
    return not all(LINK.search(one) or OWN_TEMPLATE.search(one) for one in foreign)


def _text(name: str, data: bytes) -> bytes:
    """Where a program would look for a command that fetches data."""
    if "externallinks" in name:
        return data
    fields = rb"<w:instrText[^>]*>([^<]*)|\bw:instr=\"([^\"]*)"
    return b" ".join(a or b for a, b in re.findall(fields, data)) + b" "
