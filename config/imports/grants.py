"""Published grants as JSON: one at a time, with the numbers as they stand there."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from config.imports.columns import plain
from foundation.refusals import Refusal

LARGEST = 256 * 1024 * 1024
LIST = "grants"
BLANKS = " \t\r\n"


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)


class GrantFile:
    """Walks over {"grants": […]} or a bare list; only the text itself is kept."""

    def __init__(self, path: Path) -> None:
        self.text = _text(path)
        self.at = 0
        self.number = 0

    def __iter__(self) -> Iterator[tuple[int, Any, str]]:
        """Each grant: its number in the list, its value, and its text."""
        try:
            yield from self._top()
        except (json.JSONDecodeError, ValueError, RecursionError) as error:
            raise self._broken(error) from error

    def _top(self) -> Iterator[tuple[int, Any, str]]:
        self._skip()
        if self._peek() == "[":
            yield from self._list()
        elif self._peek() == "{":
            yield from self._package()
        else:
            raise self._wrong()
        self._skip()
        if self.at < len(self.text):
            raise self._wrong()

    def _package(self) -> Iterator[tuple[int, Any, str]]:
        found = False
        for name in self._names():
            if name == LIST and not found and self._peek() == "[":
                found = True
                yield from self._list()
            else:
                self._value()
        if not found:
            raise Refusal(_("The file has no list of “grants”."), code="grants")

    def _names(self) -> Iterator[str]:
        """Names of an object; whoever asks for the next has read the value."""
        self._take("{")
        while self._peek() != "}":
            name = self._value()
            if not isinstance(name, str):
                raise self._wrong()
            self._take(":")
            yield name
            self._part("}")
        self._take("}")

    def _list(self) -> Iterator[tuple[int, Any, str]]:
        self._take("[")
        while self._peek() != "]":
            start = self.at
            self.number += 1
            grant = self._value()
            yield self.number, grant, self.text[start : self.at].rstrip(BLANKS)
            self._part("]")
        self._take("]")

    def _part(self, end: str) -> None:
        """After a part: a comma and another one, or the end."""
        if self._peek() == end:
            return
        self._take(",")
        if self._peek() == end:
            raise self._wrong()

    def _value(self) -> Any:
        value, self.at = DECODER.raw_decode(self.text, self.at)
        self._skip()
        return value

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._wrong()
        self.at += 1
        self._skip()

    def _skip(self) -> None:
        while self._peek() and self._peek() in BLANKS:
            self.at += 1

    def _wrong(self) -> json.JSONDecodeError:
        return json.JSONDecodeError("not JSON", self.text, self.at)

    def _broken(self, error: Exception) -> Refusal:
        """Line and column as an editor counts them, and the grant they are in."""
        at = error.pos if isinstance(error, json.JSONDecodeError) else self.at
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        return Refusal(
            _(
                "This is not valid JSON from line %(line)s, column %(column)s on "
                "(grant %(number)s of the list)."
            ),
            code="json",
            params={"line": line, "column": column, "number": self.number},
        )


def _text(path: Path) -> str:
    if path.stat().st_size == 0:
        raise Refusal(_("The file is empty."), code="empty")
    if path.stat().st_size > LARGEST:
        raise Refusal(_("The file is larger than 256 MB."), code="size")
    content = path.read_bytes()
    try:
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise Refusal(
            _("Line %(line)s, column %(column)s is not UTF-8."),
            code="encoding",
            params={"line": line, "column": column},
        ) from error


def dig(grant: dict[str, Any], path: str) -> Any:
    """The value at a path; one thing may stand where the standard has a list of it.

    >>> dig({"a": [{"b": 1}]}, "a/0/b"), dig({"a": {"b": 1}}, "a/0/b"), dig({}, "a/0")
    (1, 1, None)
    """
    here: Any = grant
    for step in path.split("/"):
        if isinstance(here, list):
            here = here[int(step)] if step.isdigit() and int(step) < len(here) else None
        elif isinstance(here, dict):
            here = here if step == "0" else here.get(step)
        else:
            return None
    return here


def by_heading(grant: dict[str, Any]) -> dict[str, str]:
    """The names on the first level as headings are compared."""
    return {plain(name): name for name in grant}


def impossible(value: Any, path: str = "") -> str | None:
    """Where a text stands that no database can hold, or None."""
    if isinstance(value, str):
        bad = "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value)
        return path if bad else None
    parts: Any = ()
    if isinstance(value, dict):
        parts = [*value.items(), *((name, name) for name in value)]
    elif isinstance(value, list):
        parts = enumerate(value)
    for step, part in parts:
        found = impossible(part, f"{path}/{step}" if path else str(step))
        if found is not None:
            return found
    return None
