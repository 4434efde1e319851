"""The printed report: typst, fed with strings only, so that no text is ever markup."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from programs.reports.dataset import Dataset
from programs.reports.rendering.fonts import FOLDER, RARE, legible
from programs.reports.rendering.presentation import Page, present

TEMPLATE = Path(__file__).parent / "report.typ"


def render_pdf(dataset: Dataset, language: str, number: str = "") -> bytes:
    """Print a report, tagged and archivable; the same dataset gives the same bytes."""
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        sys_inputs={"page": _printable(present(dataset, language, number))},
    )
    pdf = compiler.compile(
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(dataset.as_of.timestamp()),
    )
    return cast("bytes", pdf)


@cache
def _fonts() -> typst.Fonts:
    """Load the fonts once per process."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER), str(RARE.parent)],
    )


def _printable(page: Page) -> str:
    plain: dict[str, Any] = asdict(page)
    return json.dumps(_legible(plain), ensure_ascii=False)


def _legible(value: Any) -> Any:
    """Make every string one that the fonts can print."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(item) for item in value]
    return value
