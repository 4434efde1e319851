"""Lines over time; each series has its own marker, so that color is not needed."""

from typing import TypeAlias

from programs.reports.rendering.charts.bars import (
    HEIGHT,
    draw_labels,
    draw_levels,
    gutter,
)
from programs.reports.rendering.charts.canvas import Canvas, Look
from programs.reports.rendering.charts.lettering import clip, fits, width
from programs.reports.rendering.charts.scale import gaps, nice
from programs.reports.rendering.charts.series import Line, Picture

Point: TypeAlias = tuple[float, float]

RADIUS = 4


def draw_lines(canvas: Canvas, picture: Picture) -> None:
    """Draw all series over one axis; what is unknown leaves a gap."""
    theme, top = canvas.theme, canvas.y + canvas.theme.size + 6
    scale = nice(picture.numbers, top + HEIGHT, top, zero=False)
    left = gutter(canvas, scale, picture.suffix)
    told = [width(told, theme.size) for line in picture.lines for told in line.told]
    band = (theme.width - left - max(told)) / len(picture.labels)
    draw_levels(canvas, scale, left, picture.suffix)
    ends = []
    for index, line in enumerate(picture.lines):
        points = {
            place: (left + (place + 0.5) * band, scale(value))
            for place, value in enumerate(line.values)
            if value is not None
        }
        _draw_line(canvas, line, points, index)
        ends += [(points[max(points)], line, max(points))] if points else []
    _draw_ends(canvas, ends)
    canvas.y = top + HEIGHT
    _draw_days(canvas, picture.labels, left, band)


def _draw_line(
    canvas: Canvas, line: Line, points: dict[int, Point], index: int
) -> None:
    look: dict[str, Look] = {"fill": "none", "stroke": line.color, "stroke_width": 2.5}
    for run in gaps(line.values):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (points[at] for at in run))
        canvas.draw("polyline", points=path, stroke_linejoin="round", **look)
        for at in run:
            draw_marker(canvas, points[at], line.color, index, line.hints[at])


def _draw_ends(canvas: Canvas, ends: list[tuple[Point, Line, int]]) -> None:
    """Write the latest value of each line beside its end, pushed apart."""
    size, lowest = canvas.theme.size, 0.0
    for (x, y), line, last in sorted(ends, key=lambda end: end[0][1]):
        lowest = max(y + size / 3, lowest + size + 2)
        look: dict[str, Look] = {"fill": line.color, "font_weight": 700}
        canvas.write(x + RADIUS + 5, lowest, line.told[last], "start", **look)


SHAPES = (
    "",
    "-1,-1 1,-1 1,1 -1,1",
    "0,-1.3 1.3,0 0,1.3 -1.3,0",
    "0,-1.3 1.3,1 -1.3,1",
)


def draw_marker(
    canvas: Canvas, at: Point, color: str, index: int, hint: str = ""
) -> None:
    """Mark a point with the shape of its series: circle, square, diamond, triangle."""
    look: dict[str, Look] = {
        "fill": color,
        "stroke": canvas.theme.paper,
        "stroke_width": 1 / RADIUS,
    }
    place = f"translate({at[0]:.1f} {at[1]:.1f}) scale({RADIUS})"
    if shape := SHAPES[index % len(SHAPES)]:
        canvas.draw("polygon", hint, points=shape, transform=place, **look)
    else:
        canvas.draw("circle", hint, r=1.1, transform=place, **look)


def _draw_days(canvas: Canvas, labels: list[str], left: float, band: float) -> None:
    """Write as many labels as there is room for, the last always among them."""
    size = canvas.theme.size
    if all(fits(label, band - 6, size, lines=1) for label in labels):
        draw_labels(canvas, labels, left, band)
        return
    free = canvas.theme.width
    for index in reversed(range(len(labels))):
        words = clip(labels[index], canvas.theme.width / 3, size)
        half = width(words, size) / 2
        x = min(left + (index + 0.5) * band, canvas.theme.width - half)
        if x + half <= free and x >= half:
            canvas.write(x, canvas.y + size + 3, words, "middle")
            free = x - half - 8
    canvas.y += size + 11
