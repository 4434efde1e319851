"""What a column of an import is called, whether it is needed, and how it is read."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django_stubs_ext import StrOrPromise

UNSEEN = re.compile(r"[\s*_\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; its Chinese heading is a contract, so it does not move with wording.

    A file may head it with the code, with its label in any language, or with one of
    the other headings that published files use.
    """

    code: str
    label: StrOrPromise
    chinese: str
    parse: Callable[[Any], Any]
    required: bool = False
    also: tuple[str, ...] = ()
    choices: Sequence[StrOrPromise] = ()
    hint: StrOrPromise = ""
    example: str = ""

    def headings(self) -> set[str]:
        """Every heading that means this column, in the form that is compared."""
        names = {self.code, self.chinese, *self.also, *in_every_language(self.label)}
        return {plain(name) for name in names if name}


def plain(text: Any) -> str:
    """A heading or a choice without what nobody means by it.

    >>> plain(" Founded_on *"), plain("面积（m²）")
    ('foundedon', '面积(m2)')
    """
    return UNSEEN.sub("", unicodedata.normalize("NFKC", str(text)).casefold())


def in_every_language(label: StrOrPromise) -> list[str]:
    texts = []
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            texts.append(str(label))
    return texts


def known_headings(columns: Iterable[Column]) -> dict[str, str]:
    """The code of the column that each heading means."""
    return {name: column.code for column in columns for name in column.headings()}


@dataclass(frozen=True, slots=True)
class Headings:
    """Which columns a file has, where, and what else it has."""

    places: dict[str, int]
    written: dict[str, str]
    ignored: list[str]
    twice: list[str]
    missing: list[Column]

    @classmethod
    def of(cls, written: Iterable[Any], columns: Sequence[Column]) -> "Headings":
        known = known_headings(columns)
        places: dict[str, int] = {}
        texts: dict[str, str] = {}
        ignored, twice = [], []
        for place, heading in enumerate(written):
            shown = "" if heading is None else str(heading).strip()
            code = known.get(plain(shown))
            if code is None:
                ignored += [shown] if shown else []
            elif code in places:
                twice.append(shown)
            else:
                places[code], texts[code] = place, shown
        missing = [c for c in columns if c.required and c.code not in places]
        return cls(places, texts, ignored, twice, missing)
