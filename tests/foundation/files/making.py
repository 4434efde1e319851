"""Files of every kind, good and hostile, made on the spot."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CORES = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}


def pdf_with(text: bytes) -> bytes:
    return PDF.replace(b"<<>>\nendobj", b"<< " + text + b" >>\nendobj")


def pdf_with_packed(text: bytes) -> bytes:
    """The object stands in a compressed stream, as in most PDFs of today."""
    packed = zlib.compress(text)
    head = b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>" % len(packed)
    stream = head + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return PDF.replace(b"trailer", stream + b"trailer")


def office(kind: str = "docx", more: dict[str, bytes | str] | None = None) -> bytes:
    """A package of the kind, with further members."""
    return packed(
        {"[Content_Types].xml": "<Types/>", CORES[kind]: "<document/>"} | (more or {})
    )


def packed(members: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in members.items():
            package.writestr(name, part)
    return made.getvalue()


def related(kind: str, target: str) -> str:
    """The relations of a document to something outside of it."""
    return (
        '<Relationships><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 1, height: int = 1) -> bytes:
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 11, 8, height, width, 1) + b"\1\x11\0"
    return start + frame + b"\xff\xd9"
