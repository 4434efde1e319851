"""A dataset put into one language: what page, PDF and mail say, word for word.

All of them show these strings and compute nothing, so they cannot disagree.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from foundation.translated import pick
from programs.reports.dataset import (
    ChartSpec,
    Dataset,
    Figure,
    Row,
    Section,
    Table,
    digest,
)
from programs.reports.measures import PERCENT, POINTS
from programs.reports.rendering.charts import NARROW, describe, render_svg
from programs.reports.rendering.numbers import (
    WITHHELD,
    day,
    moment,
    show,
    signed,
    unit,
    with_unit,
)

TALL = 25
ROWS = 500


@dataclass(frozen=True)
class FigureView:
    """A key figure; `told` is value and unit, `share` the thousandths reached."""

    code: str
    label: str
    value: str
    unit: str
    told: str
    target: str
    completion: str
    share: int | None
    change: str
    note: str
    link: str


@dataclass(frozen=True)
class ChartView:
    """A chart for wide and for narrow screens, and its words for who cannot see it."""

    title: str
    svg: str
    narrow: str
    description: str
    tall: bool


@dataclass(frozen=True)
class ColumnView:
    """The head of a column."""

    label: str
    unit: str
    numeric: bool


@dataclass(frozen=True)
class RowView:
    """One line of written cells."""

    cells: tuple[str, ...]
    link: str


@dataclass(frozen=True)
class TableView:
    """A table of written cells; `withheld` and `cut` explain what is not told."""

    caption: str
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    total: RowView | None
    withheld: str
    cut: str

    @property
    def key(self) -> int:
        """The column that names its row: the first of words."""
        heads = enumerate(self.columns)
        return next((place for place, column in heads if not column.numeric), 0)

    @property
    def body(self) -> list[tuple[str, list[tuple[str, ColumnView]]]]:
        """Each row's link, and its cells with their columns."""
        return [(row.link, self._paired(row)) for row in self.rows]

    @property
    def foot(self) -> list[tuple[str, ColumnView]]:
        """The cells of the total with their columns."""
        return self._paired(self.total) if self.total else []

    def _paired(self, row: RowView) -> list[tuple[str, ColumnView]]:
        return list(zip(row.cells, self.columns, strict=True))


@dataclass(frozen=True)
class SectionView:
    """A chapter."""

    code: str
    heading: str
    text: str
    chart: ChartView | None
    table: TableView | None
    note: str


@dataclass(frozen=True)
class DefinitionView:
    """What a metric means."""

    label: str
    formula: str
    meaning: str
    source: str


@dataclass(frozen=True)
class Page:
    """A whole report; `facts` are pairs of a term and what holds."""

    language: str
    title: str
    agency: str
    period: str
    as_of: str
    number: str
    digest: str
    revision: int
    facts: tuple[tuple[str, str], ...]
    figures: tuple[FigureView, ...]
    sections: tuple[SectionView, ...]
    definitions: tuple[DefinitionView, ...]
    remarks: tuple[str, ...]
    corrections: tuple[str, ...]
    words: dict[str, str]


def present(dataset: Dataset, language: str, number: str = "") -> Page:
    """Write a dataset in `language`; `number` is the issue's, if it has one."""
    with translation.override(language):
        return Page(
            language=language,
            title=pick(dataset.title, language),
            agency=pick(dataset.agency, language),
            period=pick(dataset.period.label, language),
            as_of=_("Data as of %(moment)s")
            % {"moment": moment(dataset.as_of, language)},
            number=number or dataset.reference,
            digest=digest(dataset),
            revision=dataset.revision,
            facts=tuple(_facts(dataset, language, number)),
            figures=tuple(_figure(figure, language) for figure in dataset.figures),
            sections=tuple(
                _section(section, language, f"{dataset.code}-{section.code}")
                for section in dataset.sections
            ),
            definitions=tuple(
                DefinitionView(
                    pick(each.label, language),
                    pick(each.formula, language),
                    pick(each.meaning, language),
                    pick(each.source, language),
                )
                for each in dataset.definitions
            ),
            remarks=tuple(pick(remark, language) for remark in dataset.remarks),
            corrections=tuple(pick(each, language) for each in dataset.corrections),
            words=_words(),
        )


def _facts(dataset: Dataset, language: str, number: str) -> list[tuple[str, str]]:
    last = dataset.period.end - timedelta(days=1)
    days = f"{day(dataset.period.start, language)} – {day(last, language)}"
    facts = [
        (_("Period"), pick(dataset.period.label, language)),
        (_("Days"), days),
        (_("Data as of"), moment(dataset.as_of, language)),
        (_("Prepared for"), pick(dataset.prepared_for, language)),
        (_("Source"), pick(dataset.source, language)),
        (_("Issue"), number or dataset.reference),
        (_("Revision"), str(dataset.revision)),
        (_("Definition"), f"{dataset.code}, {dataset.version}"),
    ]
    return [(term, told) for term, told in facts if told]


def _figure(figure: Figure, language: str) -> FigureView:
    measure = figure.measure
    aim, share = figure.target, figure.completion
    target = _("Target: %(target)s") % {"target": with_unit(aim, measure, language)}
    return FigureView(
        code=figure.code,
        label=pick(figure.label, language),
        value=show(figure.value, measure, language),
        unit=unit(measure, language),
        told=with_unit(figure.value, measure, language),
        target="" if aim is None else target,
        completion="" if aim is None else show(share, PERCENT, language),
        share=None
        if share is None
        else int(min(max(share, Decimal(0)), Decimal(1)) * 1000),
        change="" if figure.previous is None else _change(figure, language),
        note=pick(figure.note, language),
        link=figure.link,
    )


def _change(figure: Figure, language: str) -> str:
    measure = POINTS if figure.measure.is_ratio else PERCENT
    before = pick(figure.previous_label, language) or _("the previous period")
    return _("%(change)s against %(before)s") % {
        "change": signed(figure.change, measure, language),
        "before": before,
    }


def _section(section: Section, language: str, name: str) -> SectionView:
    heading, table = pick(section.heading, language), section.numbers
    return SectionView(
        code=section.code,
        heading=heading,
        text=pick(section.text, language),
        chart=_chart(section.chart, language, name) if section.chart else None,
        table=_table(table, language, heading) if table else None,
        note=pick(section.note, language),
    )


def _chart(spec: ChartSpec, language: str, name: str) -> ChartView:
    return ChartView(
        title=pick(spec.title, language),
        svg=render_svg(spec, language, name=name),
        narrow=render_svg(spec, language, NARROW, name=f"{name}-narrow"),
        description=describe(spec, language),
        tall=len(spec.categories) > TALL,
    )


def _table(table: Table, language: str, caption: str) -> TableView:
    columns = tuple(
        ColumnView(
            pick(column.label, language),
            unit(column.measure, language),
            column.measure.is_number,
        )
        for column in table.columns
    )
    hidden = any(row.suppressed for row in table.lines)
    withheld = _("%(mark)s Not shown, because fewer than three companies are counted.")
    return TableView(
        caption=caption,
        columns=columns,
        rows=tuple(_row(row, table, language) for row in table.rows[:ROWS]),
        total=_row(table.total, table, language) if table.total else None,
        cut=_cut(len(table.rows)),
        withheld=withheld % {"mark": WITHHELD} if hidden else "",
    )


def _cut(count: int) -> str:
    """Say what only the workbook has: nobody reads thousands of rows."""
    told = _("The first %(shown)s of %(count)s rows; the workbook has all of them.")
    return told % {"shown": ROWS, "count": f"{count:,}"} if count > ROWS else ""


def _row(row: Row, table: Table, language: str) -> RowView:
    pairs = zip(table.columns, row.cells, strict=True)
    cells = (
        WITHHELD
        if column.code in row.suppressed
        else show(cell, column.measure, language)
        for column, cell in pairs
    )
    return RowView(tuple(cells), row.link)


def _words() -> dict[str, str]:
    """Say what every report says."""
    return {
        "summary": _("Summary"),
        "figures": _("Key figures"),
        "figure": _("Key figure"),
        "value": _("Value"),
        "unit": _("Unit"),
        "target": _("Target"),
        "completion": _("Completion"),
        "previous": _("Compared with"),
        "change": _("Change"),
        "note": _("Note"),
        "rows": _("Open the rows"),
        "row": _("Rows"),
        "data": _("Data of the chart as a table"),
        "definitions": _("Definitions"),
        "metric": _("Metric"),
        "formula": _("Formula"),
        "meaning": _("What is counted"),
        "source": _("Source"),
        "remarks": _("Remarks"),
        "corrections": _("Corrections to the former issue"),
        "checksum": _("Checksum of the data (SHA-256)"),
        "as_of": _("Data as of"),
        "missing": _("— means that there is no value, or nothing to compare with."),
        "empty": _("No data"),
        "chart": _("Chart"),
    }
