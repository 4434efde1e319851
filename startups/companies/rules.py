"""The unified social credit code and the size classes, as the standards state them."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from startups.companies.states import SizeClass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015; value = position
WEIGHTS = [pow(3, i, 31) for i in range(17)]
SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
LENGTH = 18


def tidy_uscc(written: str) -> str:
    """What people type, as the code is stored: half-width, upper case, no blanks.

    >>> tidy_uscc(" ９１440101618607269r ")
    '91440101618607269R'
    """
    return "".join(unicodedata.normalize("NFKC", written).upper().split())


def check_character(body: str) -> str:
    """The 18th character for the first 17.

    >>> check_character("91440300100012316")
    'L'
    """
    total = sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """Whether shape and check character hold (GB 32100-2015).

    >>> is_uscc("9144030071526726XG"), is_uscc("91440300713555564J")
    (True, False)
    """
    return bool(SHAPE.fullmatch(code)) and check_character(code[:17]) == code[17]


def objection_to_uscc(code: str) -> str:
    """What is wrong with a tidied code, so that whoever typed it can find the slip."""
    if len(code) != LENGTH:
        said = _("The code has %(given)s characters; it needs %(needed)s.")
        return said % {"given": len(code), "needed": LENGTH}
    strange = "".join(sorted(set(code) - set(ALPHABET)))
    if strange:
        said = _(
            "“%(strange)s” never occurs in these codes; nor do I, O, S, V and Z. Look "
            "at character %(places)s."
        )
        places = [str(at) for at, letter in enumerate(code, 1) if letter in strange]
        return said % {"strange": strange, "places": ", ".join(places)}
    if not SHAPE.fullmatch(code):
        places = [str(at) for at in range(3, 9) if not code[at - 1].isdigit()]
        said = _(
            "The third to the eighth character are digits. Look at character "
            "%(places)s."
        )
        return said % {"places": ", ".join(places)}
    expected = check_character(code[:17])
    if expected != code[17]:
        said = _(
            "The 18th character is computed from the 17 before it: it would be "
            "“%(expected)s”, but is “%(given)s”. One of the characters is mistyped; "
            "compare them with the business license."
        )
        return said % {"expected": expected, "given": code[17]}
    return ""


# 工信部联企业〔2011〕300号 with the 2017 revision: lower bounds of large, medium and
# small, by staff, revenue (10,000 yuan) and assets (10,000 yuan).
Bounds = tuple[int, int, int]
SIZES: Mapping[str, Mapping[str, Bounds]] = {
    "agriculture": {"revenue": (20000, 500, 50)},
    "industry": {"staff": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "construction": {"revenue": (80000, 6000, 300), "assets": (80000, 5000, 300)},
    "wholesale": {"staff": (200, 20, 5), "revenue": (40000, 5000, 1000)},
    "retail": {"staff": (300, 50, 10), "revenue": (20000, 500, 100)},
    "transport": {"staff": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    "storage": {"staff": (200, 100, 20), "revenue": (30000, 1000, 100)},
    "post": {"staff": (1000, 300, 20), "revenue": (30000, 2000, 100)},
    "catering": {"staff": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "information": {"staff": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    "software": {"staff": (300, 100, 10), "revenue": (10000, 1000, 50)},
    "real_estate": {"revenue": (200000, 1000, 100), "assets": (10000, 5000, 2000)},
    "property": {"staff": (1000, 300, 100), "revenue": (5000, 1000, 500)},
    "leasing": {"staff": (300, 100, 10), "assets": (120000, 8000, 100)},
    "other": {"staff": (300, 100, 10)},
}
CLASSES = [SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO]


def size_class(sector: str, **figures: Decimal | int | None) -> SizeClass | None:
    """The lowest class that any figure reaches; None while one is missing.

    >>> size_class("software", staff=120, revenue=900)
    SizeClass.SMALL
    >>> size_class("industry", staff=1000, revenue=40000)
    SizeClass.LARGE
    >>> size_class("leasing", staff=350, assets=8000)
    SizeClass.MEDIUM
    """
    reached = []
    for figure, bounds in SIZES[sector].items():
        value = figures.get(figure)
        if value is None:
            return None
        reached.append(sum(value < bound for bound in bounds))
    return CLASSES[max(reached)]


_SECTIONS = [
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"),
    (62, "H"), (65, "I"), (69, "J"), (70, "K"), (72, "L"), (75, "M"), (79, "N"),
    (82, "O"), (83, "P"), (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
]  # fmt: skip


def section(industry: str) -> str:
    """The section (A to T) of a GB/T 4754-2017 code.

    >>> section("6513"), section("3911"), section("")
    ('I', 'C', '')
    """
    if not industry[:2].isdigit():
        return ""
    division = int(industry[:2])
    return next((letter for last, letter in _SECTIONS if division <= last), "")


_SECTOR_OF_SECTION = {
    "A": "agriculture", "B": "industry", "C": "industry", "D": "industry",
    "E": "construction", "H": "catering",
}  # fmt: skip
_SECTOR_OF_DIVISION = {
    "51": "wholesale", "52": "retail", "59": "storage", "60": "post", "65": "software",
    "63": "information", "64": "information", "71": "leasing", "72": "leasing",
    "53": "transport", "54": "transport", "55": "transport", "56": "transport",
    "57": "transport", "58": "transport",
}  # fmt: skip


def sector(industry: str) -> str:
    """Which row of the size table a GB/T 4754 code falls under.

    >>> sector("6513"), sector("3911"), sector("7020"), sector("7010"), sector("7310")
    ('software', 'industry', 'property', 'real_estate', 'other')
    """
    if industry.startswith("70"):
        return "property" if industry.startswith("702") else "real_estate"
    by_division = _SECTOR_OF_DIVISION.get(industry[:2])
    return by_division or _SECTOR_OF_SECTION.get(section(industry), "other")
