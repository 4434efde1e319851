"""The letters we can print: our own, rare ones, and 〓 for what no font has."""

import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import noto_cjk_sans_otc

FOLDER = Path(__file__).parent
RARE = Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"
UNPRINTABLE = "〓"
COMMON = 0x250
INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


@cache
def printable() -> frozenset[int]:
    """Return the code points that the rare font has; ours has a part of them."""
    data = RARE.read_bytes()
    (start,) = struct.unpack_from(">I", data, 12)
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = struct.iter_unpack(">4sIII", data[start + 12 :][: 16 * count])
    cmap = next(offset for tag, _sum, offset, _size in tables if tag == b"cmap")
    return frozenset(_code_points(data, cmap))


def _code_points(data: bytes, cmap: int) -> Iterator[int]:
    """Read the table of format 12: runs of code points."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    offsets = struct.iter_unpack(">HHI", data[cmap + 4 :][: 8 * count])
    starts = (cmap + offset for _platform, _encoding, offset in offsets)
    table = next(at for at in starts if data[at : at + 2] == b"\x00\x0c")
    (groups,) = struct.unpack_from(">I", data, table + 12)
    for first, last, _glyph in struct.iter_unpack(
        ">III", data[table + 16 :][: 12 * groups]
    ):
        yield from range(first, last + 1)


def legible(words: str) -> str:
    """Replace what no font can print, and drop what steers instead of saying something.

    >>> legible("晟䶮\U0001f600\u202e科技")
    '晟䶮〓科技'
    """
    known = printable()
    visible = INVISIBLE.sub("", words)
    return "".join(
        letter if ord(letter) in known or letter == "\n" else UNPRINTABLE
        for letter in visible
    )


def font_files(words: str) -> list[str]:
    """Return the fonts that these words need; the rare one is big."""
    files = sorted(map(str, FOLDER.glob("*.ttf")))
    return files if all(map(_is_common, words)) else [*files, str(RARE)]


def _is_common(letter: str) -> bool:
    return ord(letter) < COMMON or bool(letter.encode("gb2312", "ignore"))
