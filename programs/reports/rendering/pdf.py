"""The printed report: what the presentation says, laid out by a template."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from programs.printing.pdf import print_pdf
from programs.reports.dataset import Dataset
from programs.reports.rendering.presentation import present

TEMPLATE = Path(__file__).parent / "report.typ"


def render_pdf(dataset: Dataset, language: str, number: str = "") -> bytes:
    """Print a report; the same dataset gives the same bytes."""
    page: dict[str, Any] = asdict(present(dataset, language, number))
    page["timestamp"] = int(dataset.as_of.timestamp())
    return print_pdf(page, template=TEMPLATE)
