"""Numbers that nobody publishes: of identity cards, of phones, of bank cards.

A number counts when its check digit is right (GB 11643, Luhn) or its shape leaves no
doubt; full-width digits and numbers written in groups are found as well.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from programs.selection.states.scanning import Trace
from startups.companies.rules import is_uscc

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
OLDEST = 1900
AROUND = 12  # letters of context on either side
MASK = "•"

BLANKS = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
ID_NUMBER = re.compile(
    r"(?<!\d)(\d{6})[ -]?(\d{4})[ -]?(\d{4})[ -]?(\d{3}[\dXx])(?![0-9A-Za-z])"
)
BANK_CARD = re.compile(
    r"(?<![0-9A-Za-z])([34569]\d{3})[ -]?(\d{4})[ -]?(\d{4})[ -]?(\d{4})"
    r"(?:[ -]?(\d{1,3}))?(?![0-9A-Za-z])"
)
MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)"
)
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?\(?(0(?:10|2\d|[3-9]\d{2}))\)?[ -]{0,2}"
    r"(\d{3,4})[ -]?(\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A number in a text: what it is, its characters, its place with it masked."""

    trace: Trace
    number: str
    excerpt: str


def hits(text: str, *, allowed: Collection[str] = ()) -> list[Hit]:
    """Every number of a person in `text`, each once; `allowed` holds plain digits.

    >>> [hit.number for hit in hits("身份证号：１１０１０１ 19900307 7715。")]
    ['110101199003077715']
    >>> [(hit.trace.value, hit.number) for hit in hits("卡号6222 0200 0000 0000 001")]
    []
    >>> [(hit.trace.value, hit.number) for hit in hits("卡号4111 1111 1111 1111")]
    [('bank_card', '4111111111111111')]
    >>> hits("2016 年 11 月 7 日至 11 日，共 100 家，4,739 户；914403001922038216")
    []
    >>> [hit.excerpt for hit in hits("联系 138-0013-8000 王")]
    ['联系 138••••••00 王']
    >>> hits("电话：（020）8312 4114", allowed={"02083124114"})
    []
    """
    tidy = _tidied(text)
    found: dict[tuple[Trace, str], Hit] = {}
    for trace, shapes in SHAPES.items():
        for start, end, number in list(_looked(trace, shapes, tidy)):
            if number not in allowed:
                hit = Hit(trace, number, _excerpt(tidy, start, end, number))
                found.setdefault((trace, number), hit)
            tidy = tidy[:start] + MASK * (end - start) + tidy[end:]
    return list(found.values())


SHAPES: Mapping[Trace, tuple[re.Pattern[str], ...]] = {
    Trace.ID_NUMBER: (ID_NUMBER,),
    Trace.BANK_CARD: (BANK_CARD,),
    Trace.PHONE: (MOBILE, LANDLINE),
}


def _looked(
    trace: Trace, shapes: tuple[re.Pattern[str], ...], text: str
) -> Iterator[tuple[int, int, str]]:
    for shape in shapes:
        for match in shape.finditer(text):
            number = "".join(part or "" for part in match.groups()).upper()
            if _is_one(trace, number):
                yield match.start(), match.end(), number


def _is_one(trace: Trace, number: str) -> bool:
    if trace == Trace.ID_NUMBER:
        return is_id_number(number)
    if trace == Trace.BANK_CARD:
        return is_luhn(number) and not _names_a_body(number)
    return True


def _names_a_body(number: str) -> bool:
    """A credit code of digits alone, of those departments that give such codes."""
    return number[0] in "59" and is_uscc(number)


def _tidied(text: str) -> str:
    """Half-width, with one kind of blank and of dash."""
    plain = unicodedata.normalize("NFKC", text)
    return DASHES.sub("-", BLANKS.sub(" ", plain))


def _excerpt(text: str, start: int, end: int, number: str) -> str:
    """What stands around; neither this number nor another can be read in it."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    masked = number[:3] + MASK * (len(number) - 5) + number[-2:]
    return " ".join(f"{_hidden(before)}{masked}{_hidden(after)}".split())


def _hidden(text: str) -> str:
    return re.sub(r"\d{3,}", lambda found: MASK * len(found[0]), text)


def digits(written: str) -> str:
    """A phone number as `allowed` wants it.

    >>> digits("（020）8312-4114"), digits("+86 138 0013 8000")
    ('02083124114', '13800138000')
    """
    plain = re.sub(r"\D", "", unicodedata.normalize("NFKC", written))
    return plain.removeprefix("86") if len(plain) > len("02083124114") else plain


def is_id_number(code: str) -> bool:
    """Whether region, day of birth and check digit hold (GB 11643-1999).

    >>> is_id_number("110101199003077715"), is_id_number("110101199003077716")
    (True, False)
    >>> is_id_number("11010519491231002X"), is_id_number("110105194913310021")
    (True, False)
    """
    total = sum(int(c) * w for c, w in zip(code[:17], WEIGHTS, strict=True))
    try:
        born = date.fromisoformat(f"{code[6:10]}-{code[10:12]}-{code[12:14]}")
    except ValueError:
        return False
    place = code[:2] in PROVINCES and born.year >= OLDEST
    return place and CHECKS[total % 11] == code[17]


def is_luhn(code: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1).

    >>> is_luhn("4111111111111111"), is_luhn("4111111111111112")
    (True, False)
    """
    each = [int(c) * (1 + place % 2) for place, c in enumerate(reversed(code))]
    return sum(n // 10 + n % 10 for n in each) % 10 == 0
