"""How much room words take, so that labels never run into each other."""

import re
from unicodedata import east_asian_width

NARROW_LETTERS = frozenset("iljItf.,:;|!'() -")
TOKEN = re.compile(r"[ -~À-ɏ]+?(?: |$|(?=[^ -~À-ɏ]))|.", re.DOTALL)


def width(words: str, size: float) -> float:
    """Estimate the width in pixels, rather too wide than too narrow."""
    return size * sum(map(_ems, words))


def _ems(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW_LETTERS:
        return 0.36
    return 0.7 if letter.isupper() or letter in "mw%@" else 0.58


def clip(words: str, room: float, size: float) -> str:
    """Shorten words to the room there is, with an ellipsis.

    >>> clip("Guangzhou", 70, 12), clip("Guangzhou", 40, 12)
    ('Guangzhou', 'Guan…')
    """
    if width(words, size) <= room:
        return words
    while words and width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def wrap(words: str, room: float, size: float) -> list[str]:
    """Break words into lines: between Latin words, between any two Chinese letters."""
    lines = [""]
    for token in TOKEN.findall(words):
        if lines[-1] and width((lines[-1] + token).rstrip(), size) > room:
            lines.append("")
        lines[-1] += token
    return [line.strip() for line in lines]


def fits(words: str, room: float, size: float, *, lines: int) -> bool:
    """Say whether nothing need be clipped."""
    broken = wrap(words, room, size)
    return len(broken) <= lines and all(width(line, size) <= room for line in broken)


def fold(words: str, room: float, size: float, *, lines: int) -> list[str]:
    """Wrap into at most so many lines, evenly; what does not fit is clipped."""
    if fits(words, room, size, lines=1):
        return [words]
    for share in (0.55, 0.7, 0.85, 1.0):
        if fits(words, room * share, size, lines=lines):
            return wrap(words, room * share, size)
    broken = wrap(words, room, size)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], " ".join(broken[lines - 1 :])]
    return [clip(line, room, size) for line in broken]
