"""What can be read in a file that goes with a notice, its name and properties included.

The files were looked into when they arrived: they unpack to no more than they should.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from foundation.files.rules import extension

PARTS = re.compile(
    r"word/.*\.xml|xl/(sharedStrings|comments\d*|worksheets/.*)\.xml|"
    r"ppt/(slides|notesSlides|comments)/.*\.xml|docProps/.*\.xml"
)
ENDS = re.compile(r"</(?:\w+:)?(?:p|si|c|v|tr|comment|creator|lastModifiedBy)>")
TAG = re.compile(r"<[^>]+>")


def readable(name: str, content: bytes) -> tuple[str, bool]:
    """Its text, and whether all of it can be read: a picture or a scan cannot.

    >>> readable("照片.png", b"")
    ('照片.png', False)
    """
    read = READERS.get(extension(name))
    text, whole = read(content) if read else ("", False)
    return "\n".join(filter(None, [name, text])), whole


def _pdf(content: bytes) -> tuple[str, bool]:
    try:
        reader = PdfReader(io.BytesIO(content))
        pages = [page.extract_text() for page in reader.pages]
        facts = [str(value) for value in (reader.metadata or {}).values()]
    except (PyPdfError, ValueError, KeyError, RecursionError):
        return "", False
    return "\n".join([*pages, *facts]), all(page.strip() for page in pages)


def _office(content: bytes) -> tuple[str, bool]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        text = "\n".join(_parts(package))
        pictures = any("/media/" in name for name in package.namelist())
    return text, not pictures


def _parts(package: zipfile.ZipFile) -> Iterator[str]:
    """Each part as text: what stands in one paragraph or cell stays together."""
    for name in package.namelist():
        if PARTS.fullmatch(name):
            marked = ENDS.sub("\n", package.read(name).decode("utf-8", "replace"))
            yield html.unescape(TAG.sub("", marked))


READERS: Mapping[str, Callable[[bytes], tuple[str, bool]]] = {
    "pdf": _pdf,
    "docx": _office,
    "xlsx": _office,
    "pptx": _office,
}
