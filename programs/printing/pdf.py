"""The printed page: typst, fed with strings only, so that no text is ever markup.

A page is a dict with at least `language` and `timestamp` (seconds since 1970); what
else it says is between whoever words it and the template. `document.typ` prints what
most papers are made of: facts, paragraphs, lists, tables, a signature and a hash.
"""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from programs.printing.fonts import FOLDER, RARE, legible

DOCUMENT = Path(__file__).parent / "document.typ"
PATIENCE = 60  # seconds that a paper may take to print


def print_pdf(page: dict[str, Any], *, template: Path = DOCUMENT) -> bytes:
    """Print a paper, tagged and archivable; the same page gives the same bytes."""
    compiler = typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        sys_inputs={"page": json.dumps(_legible(page), ensure_ascii=False)},
    )
    pdf = compiler.compile(
        format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=page["timestamp"]
    )
    return cast("bytes", pdf)


def print_apart(page: dict[str, Any], *, template: Path = DOCUMENT) -> bytes:
    """The same bytes, printed by a process that ends with it."""
    printer = subprocess.run(
        [sys.executable, "-m", "programs.printing"],
        input=json.dumps({"template": str(template), "page": page}).encode(),
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
        check=True,
    )
    return printer.stdout


@cache
def _fonts() -> typst.Fonts:
    """Load the fonts once per process."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER), str(RARE.parent)],
    )


def _legible(value: Any) -> Any:
    """Make every string one that the fonts can print."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(item) for item in value]
    return value
