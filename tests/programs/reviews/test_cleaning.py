"""Files say nothing about themselves any more; what they show stays."""

import io
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from programs.reviews.rules.cleaning import cleaned, text_of

SECRET = "MUMIAN"
MARK = SECRET.encode()


def a_pdf() -> bytes:
    """Information, XMP of document and page, and a note with its author."""
    writer, out = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    writer.metadata = {"/Author": SECRET, "/Company": SECRET}
    for owner in (writer.root_object, page):
        xmp = StreamObject()
        xmp.set_data(MARK)
        owner[NameObject("/Metadata")] = writer._add_object(xmp)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/T"): TextStringObject(SECRET),
            NameObject("/Contents"): TextStringObject("kept"),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    writer.write(out)
    return out.getvalue()


def a_workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    book.worksheets[0]["A1"] = "kept"
    book.save(out)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("docProps/thumbnail.jpeg", MARK)
        package.writestr("xl/comments1.xml", f"<authors><author>{SECRET}</author>")
        package.writestr("word/d.xml", f'<w:ins w:author="{SECRET}"/>')
        package.comment = MARK
    return out.getvalue()


def a_jpeg() -> bytes:
    def segment(kind: int, data: bytes) -> bytes:
        return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data

    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0kept"),
            segment(0xE1, b"Exif\0\0" + MARK),
            segment(0xED, MARK),
            segment(0xFE, MARK),
            segment(0xDB, b"table"),
            segment(0xDA, b"scan") + b"\x12\xff\x00\x34\xff\xd9",
            MARK,  # a second picture, as some phones append it
        ]
    )


def a_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        crc = struct.pack(">I", zlib.crc32(whole))
        return struct.pack(">I", len(data)) + whole + crc

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"tEXt", b"Author\0" + MARK),
            chunk(b"eXIf", MARK),
            chunk(b"IDAT", zlib.compress(b"\0\0")),
            chunk(b"IEND", b""),
        ]
    )


def unpacked(kind: str, content: bytes) -> bytes:
    """Everything that is in a file, compressed or not."""
    if kind != "xlsx":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [package.read(name) for name in package.namelist()]
        return b"\n".join([content, package.comment, *parts])


@pytest.mark.parametrize(
    ("kind", "make"),
    [("pdf", a_pdf), ("xlsx", a_workbook), ("jpg", a_jpeg), ("png", a_png)],
)
def test_nothing_is_left_of_who_made_a_file(kind, make) -> None:
    before = make()
    assert MARK in unpacked(kind, before)  # the control

    assert MARK not in unpacked(kind, cleaned(kind, before))


def test_what_a_file_shows_stays() -> None:
    pdf = PdfReader(io.BytesIO(cleaned("pdf", a_pdf())))
    annotations: Any = pdf.pages[0]["/Annots"]
    note = annotations[0].get_object()
    book = openpyxl.load_workbook(io.BytesIO(cleaned("xlsx", a_workbook())))

    assert note["/Contents"] == "kept"
    assert book.worksheets[0]["A1"].value == "kept"
    assert cleaned("jpg", a_jpeg()).endswith(b"\xff\xd9")
    assert b"kept" in cleaned("jpg", a_jpeg())
    assert b"IDAT" in cleaned("png", a_png())
    assert "kept" in text_of("xlsx", a_workbook())


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "jpg"])
def test_what_cannot_be_read_is_not_taken_for_clean(kind) -> None:
    with pytest.raises(Exception, match=r"."):
        cleaned(kind, b"\xff\xd8 broken")
