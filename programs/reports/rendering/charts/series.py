"""What a chart shows, put into one language and into the unit that is read."""

from dataclasses import dataclass

from foundation.translated import pick
from programs.reports.dataset import ChartSpec
from programs.reports.measures import Kind
from programs.reports.rendering.charts.canvas import Theme
from programs.reports.rendering.numbers import displayed, show, with_unit


@dataclass(frozen=True)
class Line:
    """One series: its name, color, numbers, and the numbers as they are written."""

    label: str
    color: str
    values: list[float | None]
    told: list[str]
    hints: list[str]


@dataclass(frozen=True)
class Picture:
    """All series over their categories."""

    labels: list[str]
    lines: list[Line]
    suffix: str

    @property
    def numbers(self) -> list[float]:
        return [
            value for line in self.lines for value in line.values if value is not None
        ]


def picture(spec: ChartSpec, language: str, theme: Theme) -> Picture:
    """Read a spec."""
    labels = [pick(category, language) for category in spec.categories]
    lines = []
    for index, series in enumerate(spec.series):
        name = pick(series.label, language)
        values = [
            None if value is None else float(displayed(value, spec.measure))
            for value in series.values
        ]
        told = [show(value, spec.measure, language) for value in series.values]
        hints = [
            f"{label} · {name}: {with_unit(value, spec.measure, language)}"
            for label, value in zip(labels, series.values, strict=True)
        ]
        lines.append(Line(name, theme.color(index), values, told, hints))
    suffix = "%" if spec.measure.kind is Kind.PERCENT else ""
    return Picture(labels, lines, suffix)
