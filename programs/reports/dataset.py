"""What a report says, frozen: every number, text and definition that people will see.

A dataset is built once, in one transaction, and hashed; pages, PDF, XLSX and mail are
made from it alone. It holds no language: a `Text` is `{"zh-hans": ..., "en": ...}`.

How to build one, with the words of `programs.reports.measures`::

    Dataset(
        code="R3", version=1, title=text("Program progress", "项目进展季报"),
        agency=text("Guangzhou ...", "广州市科学技术局"), prepared_for=text(...),
        period=Period(date(2026, 1, 1), date(2026, 4, 1), text("Q1", "一季度")),
        as_of=datetime(..., tzinfo=UTC), source=text("Kapok ledger", "木棉台账"),
        figures=(Figure("awards", text("Live awards", "有效授牌企业"), COMPANIES, 72,
                        target=100, previous=68, link="/awards/?as_of=..."),),
        sections=(Section("by-district", text("By district", "分区情况"),
            table=Table(
                columns=(Column("district", text("District", "区"), WORDS),
                         Column("awarded", text("Awarded", "奖励额"), WAN_YUAN)),
                rows=(Row((text(...), Decimal("1.00")), link="/..."),),
                total=Row((text("Total", "合计"), Decimal("1.00")))),
            chart=ChartSpec(ChartKind.BAR, text(...), WAN_YUAN,
                categories=(text("Tianhe", "天河区"),),
                series=(Series(text("Awarded", "奖励额"), (Decimal("1.00"),)),))),),
        definitions=(Definition("awards", text(...), text(...), text(...)),),
    )

* Values are exact and in base units: money in yuan, area in m², ratios and changes of
  ratios as fractions (0.725). A `Measure` says how to show them: `WAN_YUAN` divides by
  10,000 and prints 万元. Integers are `int`; all other numbers are `Decimal`.
* A missing value or a base of zero is `None` and prints "—"; `ratio` and `growth` obey.
* A cell that must not be told (fewer than three companies) is `None`, and its column is
  named in `Row.suppressed`; it prints "＊" with a note.
* Names that are data (a company's) are plain strings; everything else is a `Text`.
* Links are paths of this site ("/...") that open the rows behind a number.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programs.reports.measures import (
    WORDS,
    Kind,
    Measure,
    Number,
    Text,
    Value,
    Words,
    growth,
    ratio,
)


def check_link(path: str) -> None:
    """Let a number lead nowhere but into this site."""
    if path and (not path.startswith("/") or path[1:2] in {"/", "\\"}):
        raise ValueError(f"{path!r} is no path of this site")


@dataclass(frozen=True)
class Period:
    """The time that a report covers, from the first day to before the last."""

    start: date
    end: date
    label: Text

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("A period starts before it ends.")


@dataclass(frozen=True)
class Figure:
    """A number that managers look at first."""

    code: str
    label: Text
    measure: Measure
    value: Number | None
    target: Number | None = None
    previous: Number | None = None
    previous_label: Text | None = None
    note: Text | None = None
    link: str = ""

    def __post_init__(self) -> None:
        self.measure.check(self.value, self.target, self.previous)
        check_link(self.link)

    @property
    def completion(self) -> Decimal | None:
        """How much of the target is reached."""
        return ratio(self.value, self.target)

    @property
    def change(self) -> Decimal | None:
        """Growth; for a ratio the difference, because ratios differ in points."""
        if not self.measure.is_ratio:
            return growth(self.value, self.previous)
        if self.value is None or self.previous is None:
            return None
        return Decimal(self.value) - Decimal(self.previous)


@dataclass(frozen=True)
class Column:
    """What stands in a column of a table, and in which unit."""

    code: str
    label: Text
    measure: Measure = WORDS


@dataclass(frozen=True)
class Row:
    """One line of a table, in the order of its columns."""

    cells: tuple[Value, ...]
    link: str = ""
    suppressed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_link(self.link)


@dataclass(frozen=True)
class Table:
    """Typed columns, their rows, and the total as a value that was computed once."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    total: Row | None = None

    def __post_init__(self) -> None:
        for row in self.lines:
            for column, cell in zip(self.columns, row.cells, strict=True):
                column.measure.check(cell)
                if cell is not None and column.code in row.suppressed:
                    raise ValueError(f"{column.code} is suppressed, but told")

    @property
    def lines(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BAR = "bar"
    GROUPED = "grouped"
    STACKED = "stacked"
    HORIZONTAL = "horizontal"
    LINE = "line"
    PROGRESS = "progress"


@dataclass(frozen=True)
class Series:
    """The values of one color, one for each category."""

    label: Text
    values: tuple[Number | None, ...]


@dataclass(frozen=True)
class ChartSpec:
    """A picture of numbers; for PROGRESS the two series are what is and what should be.

    `source` and `as_of` are printed below the chart; a report leaves them out,
    because it prints them itself.
    """

    kind: ChartKind
    title: Text
    measure: Measure
    categories: tuple[Words, ...]
    series: tuple[Series, ...]
    source: Text | None = None
    as_of: datetime | None = None

    def __post_init__(self) -> None:
        for series in self.series:
            self.measure.check(*series.values)
            if len(series.values) != len(self.categories):
                raise ValueError(f"{series.label} needs {len(self.categories)} values")

    @property
    def table(self) -> Table:
        """The numbers behind the picture."""
        heads = (
            Column(f"series-{place}", series.label, self.measure)
            for place, series in enumerate(self.series)
        )
        values = (series.values for series in self.series)
        lines = zip(self.categories, *values, strict=True)
        return Table((Column("category", self.title), *heads), tuple(map(Row, lines)))


@dataclass(frozen=True)
class Section:
    """A chapter: what it is about, its chart, its table."""

    code: str
    heading: Text
    text: Text | None = None
    chart: ChartSpec | None = None
    table: Table | None = None
    note: Text | None = None

    @property
    def numbers(self) -> Table | None:
        """The table, or that of the chart: no picture stands without its numbers."""
        return self.table or (self.chart.table if self.chart else None)


@dataclass(frozen=True)
class Definition:
    """What a metric means (口径), so that nobody has to guess."""

    code: str
    label: Text
    formula: Text
    meaning: Text
    source: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One report, complete."""

    code: str
    version: int
    title: Text
    agency: Text
    period: Period
    as_of: datetime
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    definitions: tuple[Definition, ...] = ()
    prepared_for: Text | None = None
    source: Text | None = None
    remarks: tuple[Text, ...] = ()
    corrections: tuple[Text, ...] = ()
    revision: int = 1

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError("The as-of time needs a time zone.")

    @property
    def reference(self) -> str:
        """A name for people when the issue has no number of its own."""
        return f"{self.code}-{self.period.start:%Y%m%d}-{self.revision}"


def canonical_json(dataset: Dataset) -> bytes:
    """Write a dataset in the only way it can be written."""
    plain = json.dumps(
        asdict(dataset),
        default=_plain,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return plain.encode()


def digest(dataset: Dataset) -> str:
    """SHA-256 of the canonical form: the same report, the same digest."""
    return hashlib.sha256(canonical_json(dataset)).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no place in a dataset")


def from_json(data: bytes | str) -> Dataset:
    """Read what `canonical_json` wrote."""
    raw = json.loads(data)
    return Dataset(
        **raw
        | {
            "period": _period(raw["period"]),
            "as_of": datetime.fromisoformat(raw["as_of"]),
            "figures": tuple(map(_figure, raw["figures"])),
            "sections": tuple(map(_section, raw["sections"])),
            "definitions": tuple(Definition(**each) for each in raw["definitions"]),
            "remarks": tuple(raw["remarks"]),
            "corrections": tuple(raw["corrections"]),
        }
    )


def _period(raw: dict[str, Any]) -> Period:
    days = {edge: date.fromisoformat(raw[edge]) for edge in ("start", "end")}
    return Period(**raw | days)


def _measure(raw: dict[str, Any]) -> Measure:
    return Measure(**raw | {"kind": Kind(raw["kind"])})


def _figure(raw: dict[str, Any]) -> Figure:
    measure = _measure(raw["measure"])
    numbers = {
        name: measure.read(raw[name]) for name in ("value", "target", "previous")
    }
    return Figure(**raw | numbers | {"measure": measure})


def _section(raw: dict[str, Any]) -> Section:
    chart, table = raw["chart"], raw["table"]
    parts = {"chart": chart and _chart(chart), "table": table and _table(table)}
    return Section(**raw | parts)


def _chart(raw: dict[str, Any]) -> ChartSpec:
    measure = _measure(raw["measure"])
    parts = {
        "kind": ChartKind(raw["kind"]),
        "measure": measure,
        "categories": tuple(raw["categories"]),
        "series": tuple(
            Series(**each | {"values": tuple(map(measure.read, each["values"]))})
            for each in raw["series"]
        ),
        "as_of": raw["as_of"] and datetime.fromisoformat(raw["as_of"]),
    }
    return ChartSpec(**raw | parts)


def _table(raw: dict[str, Any]) -> Table:
    columns = tuple(
        Column(each["code"], each["label"], _measure(each["measure"]))
        for each in raw["columns"]
    )
    return Table(
        columns,
        tuple(_row(each, columns) for each in raw["rows"]),
        _row(raw["total"], columns) if raw["total"] else None,
    )


def _row(raw: dict[str, Any], columns: Iterable[Column]) -> Row:
    pairs = zip(columns, raw["cells"], strict=True)
    cells = tuple(column.measure.read(cell) for column, cell in pairs)
    return Row(cells, raw["link"], tuple(raw["suppressed"]))
