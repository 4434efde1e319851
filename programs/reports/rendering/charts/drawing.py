"""From a chart's spec to a picture, and to the words that stand for it."""

from collections.abc import Callable
from functools import partial
from xml.sax.saxutils import escape

import resvg_py
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.translated import pick
from programs.printing.fonts import font_files, legible
from programs.reports.dataset import ChartKind, ChartSpec
from programs.reports.rendering.charts.bars import draw_bars
from programs.reports.rendering.charts.canvas import (
    FONT,
    LIGHT,
    MAIL,
    Canvas,
    Look,
    Theme,
    clean,
    element,
)
from programs.reports.rendering.charts.lettering import fold, width
from programs.reports.rendering.charts.lines import draw_lines, draw_marker
from programs.reports.rendering.charts.progress import draw_progress
from programs.reports.rendering.charts.series import Picture, picture
from programs.reports.rendering.numbers import moment, unit

TELLABLE = 12

BARS: dict[ChartKind, Callable[[Canvas, Picture], None]] = {
    ChartKind.BAR: partial(draw_bars, stacked=False),
    ChartKind.GROUPED: partial(draw_bars, stacked=False),
    ChartKind.STACKED: partial(draw_bars, stacked=True),
    ChartKind.HORIZONTAL: partial(draw_bars, stacked=False, lying=True),
    ChartKind.LINE: draw_lines,
}


def render_svg(
    spec: ChartSpec, language: str, theme: Theme = LIGHT, *, name: str = "chart"
) -> str:
    """Draw a chart; `name` makes the ids of title and description unique in a page."""
    canvas = Canvas(theme)
    shown = picture(spec, language, theme)
    with translation.override(language):
        _draw_head(canvas, spec, shown, language)
        if not shown.numbers:
            _draw_nothing(canvas)
        elif spec.kind is ChartKind.PROGRESS:
            draw_progress(canvas, shown, spec, language)
        else:
            BARS[spec.kind](canvas, shown)
        _draw_foot(canvas, spec, language)
    return _frame(canvas, pick(spec.title, language), describe(spec, language), name)


def render_png(spec: ChartSpec, language: str, theme: Theme = MAIL) -> bytes:
    """Draw a chart for mail, where SVG is not shown; rare letters as in the PDF."""
    svg = legible(render_svg(spec, language, theme))
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        background=theme.paper,
        zoom=2.5,
        skip_system_fonts=True,
        font_files=font_files(svg),
        sans_serif_family="Noto Sans SC",
        font_family="Noto Sans SC",
    )
    return bytes(png)


def describe(spec: ChartSpec, language: str) -> str:
    """Say in words what the picture shows."""
    with translation.override(language):
        shown = picture(spec, language, LIGHT)
        if not shown.numbers:
            return _("No data")
        told = "; ".join(
            words for line in shown.lines for words in _told(line.values, line.hints)
        )
        few = len(shown.labels) <= TELLABLE
        return told if few else _("Lowest and highest: %(values)s") % {"values": told}


def _told(values: list[float | None], hints: list[str]) -> list[str]:
    known = [
        (value, hint)
        for value, hint in zip(values, hints, strict=True)
        if value is not None
    ]
    if len(values) > TELLABLE:
        known = [min(known), max(known)] if known else []
    return [hint for _value, hint in known]


def _draw_head(canvas: Canvas, spec: ChartSpec, shown: Picture, language: str) -> None:
    theme = canvas.theme
    size = theme.size
    told = unit(spec.measure, language)
    if told and spec.kind is not ChartKind.PROGRESS:
        canvas.write(0, size, _("Unit: %(unit)s") % {"unit": told}, fill=theme.muted)
        canvas.y = size + 10
    if len(shown.lines) > 1 and spec.kind is not ChartKind.PROGRESS:
        _draw_legend(canvas, shown, marked=spec.kind is ChartKind.LINE)


def _draw_legend(canvas: Canvas, shown: Picture, *, marked: bool) -> None:
    theme, x, y = canvas.theme, 0.0, canvas.y + canvas.theme.size
    for index, line in enumerate(shown.lines):
        room = width(line.label, theme.size) + 36
        if x and x + room > theme.width:
            x, y = 0.0, y + theme.size + 8
        if marked:
            draw_marker(canvas, (x + 7, y - 5), line.color, index)
        else:
            look: dict[str, Look] = {"width": 13, "height": 13, "fill": line.color}
            canvas.draw("rect", x=x, y=y - 11, **look)
        canvas.write(x + 19, y, line.label)
        x += room
    canvas.y = y + 10


def _draw_nothing(canvas: Canvas) -> None:
    theme = canvas.theme
    box: dict[str, Look] = {"width": theme.width, "height": 96, "fill": theme.empty}
    canvas.draw("rect", x=0, y=canvas.y, **box)
    middle = canvas.y + 48 + theme.size / 3
    canvas.write(theme.width / 2, middle, _("No data"), "middle", fill=theme.muted)
    canvas.y += 104


def _draw_foot(canvas: Canvas, spec: ChartSpec, language: str) -> None:
    theme = canvas.theme
    notes = []
    if spec.source:
        notes.append(_("Source: %(source)s") % {"source": pick(spec.source, language)})
    if spec.as_of:
        notes.append(
            _("Data as of %(moment)s") % {"moment": moment(spec.as_of, language)}
        )
    for line in (
        fold(" · ".join(notes), theme.width, theme.size - 1, lines=2) if notes else []
    ):
        canvas.y += theme.size + 4
        canvas.write(0, canvas.y, line, fill=theme.muted, font_size=theme.size - 1)
    canvas.y += 4


def _frame(canvas: Canvas, title: str, description: str, name: str) -> str:
    told = element("title", escape(clean(title)), id=f"{name}-title")
    told += element("desc", escape(clean(description)), id=f"{name}-desc")
    return element(
        "svg",
        told + "".join(canvas.parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {canvas.theme.width:g} {canvas.y:g}",
        width=canvas.theme.width,
        height=canvas.y,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=FONT,
    )
