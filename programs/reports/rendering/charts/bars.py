"""Bars side by side or stacked, standing, or lying when labels would not fit below."""

from dataclasses import dataclass

from programs.reports.rendering.charts.canvas import Canvas, Look
from programs.reports.rendering.charts.lettering import fits, fold, width
from programs.reports.rendering.charts.scale import Scale, nice
from programs.reports.rendering.charts.series import Picture

HEIGHT = 250
FILL = 0.72
LANE = 20
LINES = 2


@dataclass(frozen=True)
class Bar:
    """A bar from one value to another, in its lane among the lanes of a category."""

    category: int
    lane: int
    lanes: int
    start: float
    end: float
    color: str
    told: str
    hint: str

    def across(self, first: float, band: float) -> tuple[float, float]:
        """Where the bar lies across its category: its edge and its thickness."""
        thickness = band * FILL / self.lanes
        edge = first + self.category * band + band * (1 - FILL) / 2
        return edge + self.lane * thickness, thickness


def bars_of(picture: Picture, *, stacked: bool) -> list[Bar]:
    """Lay out all bars that have a value."""
    bars = []
    lanes = 1 if stacked else len(picture.lines)
    reached = [[0.0, 0.0] for _ in picture.labels]
    for lane, line in enumerate(picture.lines):
        for index, value in enumerate(line.values):
            if value is None:
                continue
            start = reached[index][value > 0] if stacked else 0.0
            reached[index][value > 0] = start + value
            look = (line.color, line.told[index], line.hints[index])
            place = (index, 0 if stacked else lane, lanes)
            bars.append(Bar(*place, start, start + value, *look))
    return bars


def draw_bars(
    canvas: Canvas, picture: Picture, *, stacked: bool, lying: bool = False
) -> None:
    """Draw upright if asked and if the labels of the categories fit."""
    bars = bars_of(picture, stacked=stacked)
    if lying or not _labels_fit(canvas, picture):
        _lie(canvas, picture, bars, stacked=stacked)
    else:
        _stand(canvas, picture, bars, stacked=stacked)


def gutter(canvas: Canvas, scale: Scale, suffix: str) -> float:
    """Return the room that an upright axis needs for its ticks."""
    size = canvas.theme.size
    return 10 + max(width(scale.label(tick) + suffix, size) for tick in scale.ticks)


def _edges(bars: list[Bar]) -> list[float]:
    return [edge for bar in bars for edge in (bar.start, bar.end)]


def _labels_fit(canvas: Canvas, picture: Picture) -> bool:
    band = (canvas.theme.width - 60) / len(picture.labels) - 6
    size = canvas.theme.size
    return all(fits(label, band, size, lines=LINES) for label in picture.labels)


def _stand(canvas: Canvas, picture: Picture, bars: list[Bar], *, stacked: bool) -> None:
    theme, top = canvas.theme, canvas.y + canvas.theme.size + 6
    scale = nice(_edges(bars), top + HEIGHT, top)
    left = gutter(canvas, scale, picture.suffix)
    band = (theme.width - left) / len(picture.labels)
    draw_levels(canvas, scale, left, picture.suffix)
    told = (
        all(width(bar.told, theme.size) <= band / bar.lanes - 2 for bar in bars)
        and not stacked
    )
    for bar in bars:
        x, thickness = bar.across(left, band)
        y1, y2 = sorted((scale(bar.start), scale(bar.end)))
        _rectangle(canvas, bar, (x, y1, thickness, y2 - y1))
        if told:
            y = y2 + theme.size + 2 if bar.end < 0 else y1 - 5
            canvas.write(x + thickness / 2, y, bar.told, "middle")
    canvas.rule(left, scale.base, theme.width, scale.base, theme.muted)
    canvas.y = (
        top + HEIGHT + (theme.size + 4 if min(_edges(bars), default=0) < 0 else 0)
    )
    draw_labels(canvas, picture.labels, left, band)


def draw_levels(canvas: Canvas, scale: Scale, left: float, suffix: str) -> None:
    """Rule the paper at each tick of an upright axis."""
    theme = canvas.theme
    for tick in scale.ticks:
        y = scale(tick)
        canvas.rule(left, y, theme.width, y, theme.grid)
        words = scale.label(tick) + suffix
        canvas.write(left - 8, y + theme.size / 3, words, "end", fill=theme.muted)


def draw_labels(canvas: Canvas, labels: list[str], left: float, band: float) -> None:
    """Write the categories below their bands."""
    size = canvas.theme.size
    deepest = 1
    for index, label in enumerate(labels):
        lines = fold(label, band - 6, size, lines=LINES)
        deepest = max(deepest, len(lines))
        for row, line in enumerate(lines):
            y = canvas.y + (row + 1) * (size + 3)
            canvas.write(left + (index + 0.5) * band, y, line, "middle")
    canvas.y += deepest * (size + 3) + 8


def _rectangle(
    canvas: Canvas, bar: Bar, box: tuple[float, float, float, float]
) -> None:
    x, y, across, down = box
    look: dict[str, Look] = {
        "fill": bar.color,
        "stroke": canvas.theme.paper,
        "stroke_width": 1,
    }
    canvas.draw("rect", bar.hint, x=x, y=y, width=across, height=down, **look)


def _lie(canvas: Canvas, picture: Picture, bars: list[Bar], *, stacked: bool) -> None:
    theme, top = canvas.theme, canvas.y + 4
    size = theme.size
    widest = max(width(label, size) for label in picture.labels)
    left = min(widest, theme.width * 0.38) + 8
    room = 0 if stacked else 8 + max((width(bar.told, size) for bar in bars), default=0)
    below = room if min(_edges(bars), default=0) < 0 else 0
    scale = nice(_edges(bars), left + below, theme.width - max(room, 16))
    band = LANE * max((bar.lanes for bar in bars), default=1) / FILL
    band = max(band, (size + 2) * 2 if widest > left else size * 2)
    bottom = top + band * len(picture.labels)
    _draw_columns(canvas, scale, (top, bottom), picture.suffix)
    for bar in bars:
        y, thickness = bar.across(top, band)
        x1, x2 = sorted((scale(bar.start), scale(bar.end)))
        _rectangle(canvas, bar, (x1, y, x2 - x1, thickness))
        if not stacked:
            x, anchor = (x1 - 5, "end") if bar.end < 0 else (x2 + 5, "start")
            canvas.write(x, y + thickness / 2 + size / 3, bar.told, anchor)
    canvas.rule(scale.base, top, scale.base, bottom, theme.muted)
    _draw_names(canvas, picture.labels, (left - 8, top), band)
    canvas.y = bottom + size + 12


def _draw_columns(
    canvas: Canvas, scale: Scale, span: tuple[float, float], suffix: str
) -> None:
    theme, (top, bottom) = canvas.theme, span
    words = [scale.label(tick) + suffix for tick in scale.ticks]
    widest = max(width(word, theme.size) for word in words) + 10
    every = 1 + int(widest * scale.count / max(scale.last - scale.first, 1))
    for index, tick in enumerate(scale.ticks):
        x = scale(tick)
        canvas.rule(x, top, x, bottom, theme.grid)
        if index % every == 0:
            canvas.write(
                x, bottom + theme.size + 4, words[index], "middle", fill=theme.muted
            )


def _draw_names(
    canvas: Canvas, labels: list[str], corner: tuple[float, float], band: float
) -> None:
    size, (room, top) = canvas.theme.size, corner
    for index, label in enumerate(labels):
        lines = fold(label, room, size, lines=2)
        middle = top + (index + 0.5) * band + size / 3
        for row, line in enumerate(lines):
            y = middle + (row - (len(lines) - 1) / 2) * (size + 1)
            canvas.write(room, y, line, "end")
