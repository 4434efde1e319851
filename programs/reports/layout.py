"""Putting metrics into the tables, charts and links of a report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings

from foundation.translated import pick
from programs.reports import rules
from programs.reports.dataset import (
    ChartKind,
    ChartSpec,
    Column,
    Dataset,
    Definition,
    Figure,
    Row,
    Series,
    Table,
)
from programs.reports.measures import PERCENT, Text, Value, Words, ratio, text
from programs.reports.metrics.labels import TOTAL
from programs.reports.metrics.metric import Metric
from programs.reports.rendering.numbers import with_unit

SOURCE = text("Kapok", "木棉")
SHARE = Column("share", text("Share", "占比"), PERCENT)

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Group(Generic[F]):
    """One line of a table before it is a line: its name, its facts, its rows."""

    label: Words
    facts: F
    link: str = ""


def changelist(model: str, **filters: object) -> str:
    """The staff desk's list of the rows behind a number."""
    app, __, name = model.partition(".")
    return f"/admin/{app}/{name}/?{urlencode(filters)}"


def tabulate(
    head: Column,
    metrics: Sequence[Metric[F]],
    groups: Sequence[Group[F]],
    *,
    total: F | None = None,
    count: Callable[[F], int] | None = None,
    private: Sequence[Metric[F]] = (),
) -> Table:
    """One row for each group, and the total of what all of them have.

    `count` says how many companies stand behind a group: it adds their share, and with
    `private` it decides which numbers of which rows may not be told.
    """
    few = (
        rules.withheld([count(g.facts) for g in groups]) if count and private else set()
    )
    hidden = tuple(metric.code for metric in private)
    whole = count(total) if count and total is not None else None

    def cells(label: Words, facts: F, *, secret: bool = False) -> tuple[Value, ...]:
        told = [
            None if secret and metric.code in hidden else metric.of(facts)
            for metric in metrics
        ]
        share = [ratio(count(facts), whole)] if count else []
        return (label, *told, *share)

    return Table(
        (head, *(metric.column() for metric in metrics), *([SHARE] if count else [])),
        tuple(
            Row(
                cells(group.label, group.facts, secret=place in few),
                group.link,
                hidden if place in few else (),
            )
            for place, group in enumerate(groups)
        ),
        Row(cells(TOTAL, total)) if total is not None else None,
    )


def chart(
    kind: ChartKind,
    title: Text,
    groups: Sequence[Group[F]],
    *metrics: Metric[F],
) -> ChartSpec:
    """The metrics, which share one measure, side by side for each group."""
    return ChartSpec(
        kind,
        title,
        metrics[0].measure,
        tuple(group.label for group in groups),
        tuple(
            Series(m.label, tuple(m.of(group.facts) for group in groups))
            for m in metrics
        ),
    )


def defined(*families: Iterable[Metric[Any]]) -> tuple[Definition, ...]:
    """What the metrics of these families mean, in their order."""
    return tuple(metric.definition() for family in families for metric in family)


def changes(old: Dataset, new: Dataset) -> Iterator[Text]:
    """Which key figures of a corrected report differ from the former one, in words."""
    was = {figure.code: figure for figure in old.figures}
    for figure in new.figures:
        former = was.get(figure.code)
        if former is not None and former.value != figure.value:
            yield {
                language: _change(former, figure, language)
                for language, __ in settings.LANGUAGES
            }


def _change(former: Figure, figure: Figure, language: str) -> str:
    before, after = (
        with_unit(each.value, each.measure, language) for each in (former, figure)
    )
    about = [pick(figure.note, language)] if figure.note else []
    label = ", ".join([pick(figure.label, language), *about])
    return f"{label}: {before} → {after}"
