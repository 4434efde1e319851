"""Paper and pens: SVG with presentation attributes, and nothing that styles."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

Look: TypeAlias = float | str

FONT = "Noto Sans SC, Noto Sans CJK SC"
UNSPEAKABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Theme:
    """Colors that color-blind people can tell apart, each 3:1 or better on white."""

    width: float = 720
    size: float = 13
    ink: str = "#211c19"
    muted: str = "#5b5149"
    grid: str = "#e4dcd2"
    track: str = "#ebe4da"
    empty: str = "#f8f4ee"
    paper: str = "#ffffff"
    palette: tuple[str, ...] = (
        "#17566b",
        "#cc5a1a",
        "#2f8460",
        "#8f4a97",
        "#75695f",
        "#b5281e",
        "#94700a",
        "#2b3a67",
    )

    def color(self, index: int) -> str:
        return self.palette[index % len(self.palette)]


LIGHT = Theme()
NARROW = Theme(width=360)
MAIL = Theme(width=480)


def clean(words: str) -> str:
    """Drop the characters that XML cannot hold."""
    return UNSPEAKABLE.sub("", words)


def element(tag: str, content: str = "", /, **attributes: Look) -> str:
    """Write an element; `content` is markup, attributes are escaped."""
    pairs = "".join(
        f" {name.replace('_', '-')}={quoteattr(clean(_plain(value)))}"
        for name, value in attributes.items()
    )
    return f"<{tag}{pairs}>{content}</{tag}>" if content else f"<{tag}{pairs}/>"


def _plain(value: Look) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"


@dataclass
class Canvas:
    """Collects what is drawn; `y` is how far down the paper is used."""

    theme: Theme
    y: float = 0
    parts: list[str] = field(default_factory=list)

    def draw(self, tag: str, hint: str = "", /, **attributes: Look) -> None:
        """Add a shape; the hint appears when somebody points at it."""
        title = f"<title>{escape(clean(hint))}</title>" if hint else ""
        self.parts.append(element(tag, title, **attributes))

    def write(
        self, x: float, y: float, words: str, anchor: str = "start", /, **look: Look
    ) -> None:
        plain: dict[str, Look] = {"font_size": self.theme.size, "fill": self.theme.ink}
        content = escape(clean(words))
        self.parts.append(
            element("text", content, x=x, y=y, text_anchor=anchor, **plain | look)
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, color: str) -> None:
        self.draw("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=color, stroke_width=1)
