"""Taking out of a file what it says about itself: who wrote it, where, with what; pure.

What is on its pages is not touched; `text_of` reads it, so that a file that names the
applicant there can be held back. Pictures, and pages that are pictures, are not read.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

ABOUT = ("/Metadata", "/PieceInfo", "/LastModified", "/Author", "/Creator")
NOTED = ("/T", "/RC", "/CreationDate", "/M")  # of a note on a page: whose it is, when
DRAWN_AT = (1980, 1, 1, 0, 0, 0)  # the first day that an archive can name
EMPTY_PARTS: Mapping[str, bytes] = {
    "docprops/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
        b'2006/metadata/core-properties"/>'
    ),
    "docprops/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'extended-properties"/>'
    ),
    "docprops/custom.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'custom-properties"/>'
    ),
}
AUTHORS = re.compile(
    rb"\b((?:w|w15|w16cid|p|p188|xr)?:?(?:author|initials|userId|providerId|userName|"
    rb'lastModifiedBy|lastUserName))="[^"]*"'
)
AUTHOR_LISTS = re.compile(rb"<((?:\w+:)?author)>[^<]*</")
THUMBNAIL = re.compile(rb"<Relationship\b[^>]*thumbnail[^>]*/>")
TAG = re.compile(rb"<[^>]*>")
KEPT_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP",
     b"sBIT", b"bKGD", b"pHYs"}
)  # fmt: skip
START_OF_SCAN, COMMENT, APP0, APP2, APP14, APP15 = 0xDA, 0xFE, 0xE0, 0xE2, 0xEE, 0xEF


def cleaned(kind: str, content: bytes) -> bytes:
    """The same file, saying nothing about itself; ValueError when it cannot be read."""
    return CLEANERS[kind](content)


def text_of(kind: str, content: bytes) -> str:
    """What is written on the pages of a file, as far as it is text."""
    reader = READERS.get(kind)
    return reader(content) if reader else ""


# PDF ----------------------------------------------------------------------------------


def _pdf(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.metadata = None
    for part in _parts(writer.root_object, set()):
        for key in ABOUT + (NOTED if part.get("/Type") == "/Annot" else ()):
            part.pop(key, None)
    writer.compress_identical_objects(remove_unreferenced=True)  # what is cut off now
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _parts(found: Any, seen: set[tuple[int, int]]) -> Iterator[DictionaryObject]:
    """Every dictionary of a document, once; without recursion, for deep ones."""
    left = [found]
    while left:
        each = left.pop()
        if isinstance(each, IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            yield each
            left.extend(dict.values(each))
        elif isinstance(each, ArrayObject):
            left.extend(list.__iter__(each))


def _pdf_text(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    titles = [str(each.title or "") for each in _titles(reader.outline)]
    return "\n".join([*(page.extract_text() for page in reader.pages), *titles])


def _titles(outline: Any) -> Iterator[Any]:
    for each in outline:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield each


# Word, Excel, PowerPoint --------------------------------------------------------------


def _office(content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean,
    ):
        for member in package.infolist():
            name = member.filename
            if name.lower().startswith("docprops/thumbnail"):
                continue
            kept = _part(name, package.read(member))
            clean.writestr(zipfile.ZipInfo(name, DRAWN_AT), kept, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, data: bytes) -> bytes:
    low = name.lower()
    if low in EMPTY_PARTS:
        return EMPTY_PARTS[low]
    if low.endswith(".rels"):
        return THUMBNAIL.sub(b"", data)
    if low.endswith(".xml"):
        return AUTHOR_LISTS.sub(rb"<\1></", AUTHORS.sub(rb'\1=""', data))
    if low.endswith((".jpg", ".jpeg")):
        return _jpeg(data)
    return _png(data) if low.endswith(".png") else data


def _office_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [
            TAG.sub(b"", package.read(member))
            for member in package.infolist()
            if member.filename.lower().endswith(".xml")
            and member.filename.lower() not in EMPTY_PARTS
        ]
    return "\n".join(part.decode(errors="replace") for part in parts)


# Pictures -----------------------------------------------------------------------------


def _jpeg(content: bytes) -> bytes:
    """Frames, tables and the picture; not where and with what it was taken."""
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004  # begins a segment
        kind = content[at + 1]
        if kind == START_OF_SCAN:
            break
        size = 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
        segment = content[at : at + size]
        if _shows(kind, segment):
            kept.append(segment)
        at += size
    end = content.find(b"\xff\xd9", at)
    if end < 0:
        raise ValueError("the picture has no end")
    return b"".join([*kept, content[at : end + 2]])


def _shows(kind: int, segment: bytes) -> bool:
    """Whether a segment changes what one sees; all others tell about the picture."""
    if kind == APP2:
        return segment[4:15] == b"ICC_PROFILE"
    return kind in {APP0, APP14} or not (APP0 <= kind <= APP15 or kind == COMMENT)


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at + 8 <= len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        chunk = content[at : at + 12 + size]
        if chunk[4:8] in KEPT_CHUNKS:
            kept.append(chunk)
        at += 12 + size
    return b"".join(kept)


CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    "pdf": _pdf, "docx": _office, "xlsx": _office, "pptx": _office, "jpg": _jpeg,
    "jpeg": _jpeg, "jfif": _jpeg, "png": _png,
}  # fmt: skip
READERS: Mapping[str, Callable[[bytes], str]] = {
    "pdf": _pdf_text, "docx": _office_text, "xlsx": _office_text, "pptx": _office_text,
}  # fmt: skip
