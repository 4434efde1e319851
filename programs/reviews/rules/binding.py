"""Binding several PDFs into one, each under a bookmark of its own; pure."""

import io
import logging
from collections.abc import Iterable
from typing import Any

from pypdf import PdfReader, PdfWriter

log = logging.getLogger(__name__)
Enclosed = tuple[str, bytes]  # what a bookmark says, and the PDF


def bind(first: Enclosed, others: Iterable[Enclosed]) -> tuple[bytes, list[str]]:
    """One PDF, and the names of those that could not be read and are not in it."""
    writer, left_out = PdfWriter(), []
    writer.append(io.BytesIO(first[1]), outline_item=first[0])
    for name, content in others:
        try:
            writer.append(_pages(content), outline_item=name, import_outline=False)
        except Exception:  # whatever a parser of strangers' files raises
            log.warning("a PDF could not be bound", exc_info=True)
            left_out.append(name)
    writer.metadata = {"/Title": first[0]}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), left_out


def _pages(content: bytes) -> Any:
    reader = PdfReader(io.BytesIO(content))
    if not reader.pages:
        raise ValueError("no pages")
    return reader
