"""The printed receipt: typst, fed with strings only, so that no text is ever markup."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from programs.reports.rendering.fonts import FOLDER, RARE, legible

TEMPLATE = Path(__file__).parent / "receipt.typ"
PATIENCE = 60  # seconds that a receipt may take to print


def render_pdf(page: dict[str, Any]) -> bytes:
    """Print a receipt, tagged and archivable; the same page gives the same bytes."""
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        sys_inputs={"page": json.dumps(_legible(page), ensure_ascii=False)},
    )
    pdf = compiler.compile(
        format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=page["timestamp"]
    )
    return cast("bytes", pdf)


def render_apart(page: dict[str, Any]) -> bytes:
    """The same bytes, printed by a process that ends with it."""
    printer = subprocess.run(
        [sys.executable, "-m", "programs.receipts.rendering"],
        input=json.dumps(page).encode(),
        cwd=Path(__file__).parents[3],
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
