"""What must not be inside a file of any type: another format, or a known threat."""

import io
import re
import zipfile

MEGABYTE = 1024 * 1024
# The harmless string that every virus scanner has to find, in two halves, so that none
# of them finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MARKUP = re.compile(
    rb"<(script|html|svg|iframe|!doctype html|\?php)[\s>]", re.IGNORECASE
)
EDGE = 4096


def carries_test_virus(content: bytes) -> bool:
    return EICAR in content


def is_zip_too(content: bytes) -> bool:
    """Whether an unpacker would take this for an archive, whatever stands before."""
    return zipfile.is_zipfile(io.BytesIO(content))


def is_page_too(content: bytes) -> bool:
    """Whether a browser that looks for a page at either end would find one."""
    return any(map(MARKUP.search, (content[:EDGE], content[-EDGE:])))


def is_pdf_too(content: bytes) -> bool:
    """Readers look for the mark of a PDF in the first kilobyte."""
    return b"%PDF-" in content[:1024]
