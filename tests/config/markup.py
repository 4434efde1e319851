"""Reads a page as a machine does: elements, attributes, and what points to what."""

from html.parser import HTMLParser

VOID = {"img", "input", "link", "meta", "br", "hr", "rect"}
Element = tuple[str, dict[str, str]]


class Markup(HTMLParser):
    """The elements of a page in order, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, f"</{tag}> closes something else"

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [
            attrs
            for name, attrs in self.elements
            if name == tag and all(attrs.get(k) == v for k, v in wanted.items())
        ]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if attrs.get("id")]

    def dangling(self) -> set[str]:
        """What is pointed to and not there."""
        aimed: set[str] = set()
        for _, attrs in self.elements:
            for name in ("for", "aria-describedby", "aria-labelledby"):
                aimed.update(attrs.get(name, "").split())
            if len(attrs.get("href", "")) > 1 and attrs["href"].startswith("#"):
                aimed.add(attrs["href"][1:])
        return aimed - set(self.ids)
