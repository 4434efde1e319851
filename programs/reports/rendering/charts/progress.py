"""What is reached of what was promised: a bar in a track, for each target."""

from programs.reports.dataset import ChartSpec
from programs.reports.measures import PERCENT, Number, ratio
from programs.reports.rendering.charts.canvas import Canvas, Look
from programs.reports.rendering.charts.lettering import fold, width
from programs.reports.rendering.charts.series import Picture
from programs.reports.rendering.numbers import show, with_unit

THICKNESS = 16


def draw_progress(
    canvas: Canvas, picture: Picture, spec: ChartSpec, language: str
) -> None:
    """Draw for each category its name, what is reached, the share and the bar."""
    theme = canvas.theme
    reached = spec.series[0].values
    targets = spec.series[1].values if len(spec.series) > 1 else (None,) * len(reached)
    for label, value, target in zip(picture.labels, reached, targets, strict=True):
        share = ratio(value, target)
        told = f"{show(value, spec.measure, language)} / "
        told += with_unit(target, spec.measure, language)
        told += f" · {show(share, PERCENT, language)}"
        if width(label, theme.size) > theme.width - width(told, theme.size) - 12:
            _draw_name(canvas, label)
        else:
            canvas.write(0, canvas.y + theme.size, label)
        y = canvas.y + theme.size
        canvas.write(theme.width, y, told, "end", font_weight=700)
        _draw_track(canvas, y + 7, share, f"{label} · {told}")
        canvas.y = y + THICKNESS + 24


def _draw_name(canvas: Canvas, label: str) -> None:
    """Give a long name lines of its own."""
    theme = canvas.theme
    for line in fold(label, theme.width, theme.size, lines=2):
        canvas.write(0, canvas.y + theme.size, line)
        canvas.y += theme.size + 5


def _draw_track(canvas: Canvas, y: float, share: Number | None, hint: str) -> None:
    theme = canvas.theme
    reached = min(max(float(share or 0), 0), 1) * theme.width
    box: dict[str, Look] = {"x": 0, "y": y, "height": THICKNESS, "rx": 3}
    canvas.draw("rect", width=theme.width, fill=theme.track, **box)
    if reached:
        canvas.draw("rect", hint, width=reached, fill=theme.color(0), **box)
