"""The printed receipt, and what prints it."""

from pathlib import Path
from typing import Any

from programs.printing.pdf import print_apart, print_pdf

TEMPLATE = Path(__file__).parent / "receipt.typ"


def render_pdf(page: dict[str, Any]) -> bytes:
    """Print a receipt; the same page gives the same bytes."""
    return print_pdf(page, template=TEMPLATE)


def render_apart(page: dict[str, Any]) -> bytes:
    """The same bytes, printed by a process that ends with it."""
    return print_apart(page, template=TEMPLATE)
