"""The report as a workbook: typed cells to compute with, and not one formula.

The same dataset gives the same bytes: XlsxWriter dates the parts of an archive that it
makes in memory 1980, and the workbook's own date is the report's as-of time.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import count

import xlsxwriter
from django.utils import timezone

from foundation.sheets import PLAIN
from programs.reports.dataset import Dataset, Figure, Row, Table
from programs.reports.measures import PERCENT, WORDS, Measure, Value
from programs.reports.rendering.numbers import WITHHELD
from programs.reports.rendering.presentation import (
    FigureView,
    Page,
    SectionView,
    present,
)
from programs.reports.rendering.sheet import SOFT, TOTAL, Paper, shorten

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NAME_LENGTH = 31
SUMMARY = (
    "figure",
    "value",
    "unit",
    "target",
    "completion",
    "previous",
    "change",
    "note",
)


def render_xlsx(dataset: Dataset, language: str, number: str = "") -> bytes:
    """Write a summary, a sheet for each table, and the definitions."""
    page, file = present(dataset, language, number), BytesIO()
    with xlsxwriter.Workbook(file, {**PLAIN, "in_memory": True}) as book:
        book.set_properties(
            {
                "title": shorten(page.title, 255),
                "author": shorten(page.agency, 255),
                "comments": f"{page.number} SHA-256 {page.digest}",
                "created": timezone.make_naive(dataset.as_of),
            }
        )
        names = _names(page)
        _summarize(Paper(book, next(names), page), dataset, page)
        for section, view in zip(dataset.sections, page.sections, strict=True):
            if table := section.numbers:
                _tabulate(Paper(book, next(names), page), table, view)
        _define(Paper(book, next(names), page), page)
    return file.getvalue()


def _names(page: Page) -> Iterator[str]:
    """Name the sheets as Excel allows: short, without signs, no two alike."""
    taken: set[str] = set()
    headings = [view.heading for view in page.sections if view.table]
    for heading in (page.words["summary"], *headings, page.words["definitions"]):
        plain = FORBIDDEN.sub(" ", heading).strip(" '") or page.words["rows"]
        name = shorten(plain, NAME_LENGTH).rstrip("'")
        for turn in count(2):
            if name.casefold() not in taken and name.casefold() != "history":
                break
            name = f"{shorten(plain, NAME_LENGTH - 5)} ({turn})"
        taken.add(name.casefold())
        yield name


def _summarize(paper: Paper, dataset: Dataset, page: Page) -> None:
    for term, fact in page.facts:
        paper.line([(term, WORDS), (fact, WORDS)], **SOFT)
    for head, told in (("corrections", page.corrections), ("remarks", page.remarks)):
        if told:
            paper.tell(page.words[head], bold=True)
        for each in told:
            paper.tell(each)
    paper.skip()
    paper.head(page.words[head] for head in SUMMARY)
    for figure, view in zip(dataset.figures, page.figures, strict=True):
        paper.line(_figure_cells(figure, view))
    paper.skip()
    paper.tell(page.words["missing"], **SOFT)
    paper.tell(f"{page.words['checksum']}: {page.digest}", **SOFT)
    paper.close()


def _figure_cells(figure: Figure, view: FigureView) -> list[tuple[Value, Measure]]:
    """Leave empty what was never asked for; a dash says that it cannot be known."""
    aimed, compared = figure.target is not None, figure.previous is not None
    return [
        (view.label, WORDS),
        (figure.value, figure.measure),
        (view.unit, WORDS),
        (figure.target if aimed else "", figure.measure),
        (figure.completion if aimed else "", PERCENT),
        (figure.previous if compared else "", figure.measure),
        (view.change, WORDS),
        (view.note, WORDS),
    ]


def _tabulate(paper: Paper, table: Table, view: SectionView) -> None:
    paper.tell(view.heading, bold=True, font_size=12)
    paper.tell(view.text)
    heads = view.table.columns if view.table else ()
    paper.head(
        f"{each.label}\n({each.unit})" if each.unit else each.label for each in heads
    )
    for row in table.rows:
        paper.line(_cells(row, table))
    if table.rows:
        paper.filter(len(table.columns))
    if table.total:
        paper.line(_cells(table.total, table), **TOTAL)
    for note in (view.table.withheld if view.table else "", view.note):
        paper.tell(note, **SOFT)
    paper.close()


def _cells(row: Row, table: Table) -> Iterator[tuple[Value, Measure]]:
    for column, cell in zip(table.columns, row.cells, strict=True):
        hidden = column.code in row.suppressed
        yield (WITHHELD if hidden else cell), column.measure


def _define(paper: Paper, page: Page) -> None:
    paper.tell(page.words["definitions"], bold=True, font_size=12)
    heads = ("metric", "formula", "meaning", "source")
    paper.head(page.words[head] for head in heads)
    for each in page.definitions:
        told = (each.label, each.formula, each.meaning, each.source)
        paper.line((words, WORDS) for words in told)
    paper.close()
