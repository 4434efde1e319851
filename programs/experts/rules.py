"""Comparing names, dates and fields: the arithmetic behind conflicts of interest."""

import unicodedata
from datetime import date

from programs.experts.states import Field

YEARS_APART = 3  # an employer stays a conflict so long after somebody has left
FULL_CREDIT, LEAST_CREDIT = 100, 60  # whoever falls below the least is not drawn
USUAL_CAPACITY = 60  # applications that one person has in hand at a time
MOST_AVOIDED = 3  # experts or employers that an applicant can ask to avoid

_FIELD_OF_DIVISION = {
    "63": Field.INFORMATION, "64": Field.INFORMATION, "65": Field.INFORMATION,
    "39": Field.ELECTRONICS, "38": Field.ENERGY, "44": Field.ENERGY,
    "27": Field.BIOMEDICINE, "84": Field.BIOMEDICINE, "77": Field.ENVIRONMENT,
    "46": Field.ENVIRONMENT, "42": Field.ENVIRONMENT,
    "26": Field.MATERIALS, "28": Field.MATERIALS, "29": Field.MATERIALS,
    "30": Field.MATERIALS, "31": Field.MATERIALS, "32": Field.MATERIALS,
    "33": Field.MATERIALS,
}  # fmt: skip
_FIELD_OF_GROUP = {
    "358": Field.BIOMEDICINE, "734": Field.BIOMEDICINE, "359": Field.ENVIRONMENT
}  # fmt: skip
_FIRST_OF_INDUSTRY, _LAST_OF_INDUSTRY = 13, 43


def field_of(industry: str) -> str:
    """The field in which a company of this GB/T 4754 code is judged.

    >>> [str(field_of(code)) for code in ("6513", "3973", "3581", "3421", "7310", "")]
    ['information', 'electronics', 'biomedicine', 'manufacturing', 'services', '']
    """
    if not industry[:2].isdigit():
        return ""
    known = _FIELD_OF_GROUP.get(industry[:3]) or _FIELD_OF_DIVISION.get(industry[:2])
    makes = _FIRST_OF_INDUSTRY <= int(industry[:2]) <= _LAST_OF_INDUSTRY
    return known or (Field.MANUFACTURING if makes else Field.SERVICES)


def plain_name(name: str) -> str:
    """A name as it is compared: width of letters, case and blanks say nothing.

    >>> plain_name("示例 大学（广州）") == plain_name("示例大学(广州)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def counts_until(ended_on: date | None) -> date | None:
    """The last day on which a former employer is a conflict; None: no end yet.

    >>> counts_until(date(2023, 6, 30)), counts_until(date(2024, 2, 29))
    (datetime.date(2026, 6, 30), datetime.date(2027, 2, 28))
    """
    if ended_on is None:
        return None
    year = ended_on.year + YEARS_APART
    try:
        return ended_on.replace(year=year)
    except ValueError:  # 29 February
        return ended_on.replace(year=year, day=28)


def still_counts(ended_on: date | None, on: date) -> bool:
    until = counts_until(ended_on)
    return until is None or on <= until
