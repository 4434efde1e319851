"""Reading one cell: what people write, and what spreadsheets make of it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from config.imports.columns import in_every_language, plain
from foundation.files.rules import INVISIBLE
from foundation.places.models import District
from startups.companies.rules import objection_to_uscc, tidy_uscc

Reader = Callable[[Any], Any]

SPREADSHEET_ERRORS = {
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!",
}  # fmt: skip
SIGNIFICANT = 15  # digits that a spreadsheet keeps of a number
EARLIEST, LATEST = 1900, 2100
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|[+-]?\.\d+", re.ASCII)
DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?"
    r"(?:[T ]+\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{2}:\d{2}(?::\d{2})?)?")
INDUSTRY = re.compile(r"[A-T]?(\d{2,4})(?:\D.*)?", re.ASCII | re.DOTALL)


class UnreadableCell(ValueError):
    """What is wrong with a cell, as a sentence."""


def is_blank(cell: Any) -> bool:
    return cell is None or (
        isinstance(cell, str) and not INVISIBLE.sub("", cell).strip()
    )


def written(cell: Any) -> str:
    """A cell as text; whole numbers that a spreadsheet made floats are whole again."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def half_width(cell: Any) -> str:
    """Codes, numbers and days: half-width, nothing invisible, no blanks around."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", written(cell))).strip()


def text(longest: int) -> Reader:
    """A line of words; its own punctuation stays, blanks are single."""

    def read(cell: Any) -> str:
        line = unicodedata.normalize("NFC", written(cell))
        line = INVISIBLE.sub("", " ".join(line.split()))
        if line in SPREADSHEET_ERRORS:
            raise UnreadableCell(_("The formula in this cell failed."))
        return _fitting(line, longest)

    return read


def published(longest: int | None = None) -> Reader:
    """A text exactly as it was published, broken or not."""

    def read(cell: Any) -> str:
        as_is = written(cell)
        if "\x00" in as_is or any("\ud800" <= sign <= "\udfff" for sign in as_is):
            raise UnreadableCell(_("The text contains characters that do not exist."))
        return as_is if longest is None else _fitting(as_is, longest)

    return read


def _fitting(line: str, longest: int) -> str:
    if len(line) > longest:
        said = _("At most %(longest)s characters; this has %(given)s.")
        raise UnreadableCell(said % {"longest": longest, "given": len(line)})
    return line


def code(longest: int) -> Reader:
    """A key that people type: half-width, upper case, no blanks within."""

    def read(cell: Any) -> str:
        return _fitting("".join(half_width(cell).upper().split()), longest)

    return read


def uscc(cell: Any) -> str:
    """A social credit code; the sentence says where the slip is."""
    tidied = tidy_uscc(half_width(cell))
    if wrong := objection_to_uscc(tidied):
        raise UnreadableCell(wrong)
    return tidied


def industry(cell: Any) -> str:
    """A GB/T 4754 code of two to four digits, with or without letter and name."""
    found = INDUSTRY.fullmatch(half_width(cell).upper())
    if not found:
        raise UnreadableCell(_("Write a GB/T 4754 code of two to four digits."))
    return found[1]


def email(cell: Any) -> str:
    address = half_width(cell)
    try:
        validate_email(address)
    except ValidationError as error:
        raise UnreadableCell(" ".join(error.messages)) from error
    return _fitting(address, 254)


def amount(digits: int = 16, places: int = 2, *, negative: bool = False) -> Reader:
    """An exact number, with or without thousands separators; never rounded."""

    def read(cell: Any) -> Decimal:
        number = _exact(cell)
        if number.as_tuple().exponent < -places:  # type: ignore[operator]  # finite, see _exact
            trimmed = number.normalize()
            if trimmed.as_tuple().exponent < -places:  # type: ignore[operator]  # same
                said = _("At most %(places)s decimals.") % {"places": places}
                raise UnreadableCell(said)
            number = trimmed
        if number < 0 and not negative:
            raise UnreadableCell(_("This cannot be negative."))
        if abs(number) >= Decimal(10) ** (digits - places):
            raise UnreadableCell(_("This number is too large."))
        return number.quantize(Decimal(1).scaleb(-places))

    return read


def _exact(cell: Any) -> Decimal:
    if isinstance(cell, bool):
        raise UnreadableCell(_("This is not a number."))
    if isinstance(cell, float):
        cell = f"{cell:.{SIGNIFICANT}g}"
        if "e" not in cell and "n" not in cell:
            return Decimal(cell)
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    if isinstance(cell, date):
        raise UnreadableCell(_("This is not a number."))
    bare = "".join(half_width(cell).split())
    if not NUMBER.fullmatch(bare):
        raise UnreadableCell(_("This is not a number."))
    return Decimal(bare.replace(",", ""))


def area(cell: Any) -> Decimal:
    size: Decimal = amount(12)(cell)
    if not size:
        raise UnreadableCell(_("An area is more than zero."))
    return size


def whole(least: int, most: int) -> Reader:
    """A whole number between two bounds."""

    def read(cell: Any) -> int:
        number = _exact(cell)
        if number != number.to_integral_value() or not least <= number <= most:
            said = _("Write a whole number from %(least)s to %(most)s.")
            raise UnreadableCell(said % {"least": least, "most": most})
        return int(number)

    return read


def day(*, until: date | None = None, british: bool = False) -> Reader:
    """A day: a date cell, 2026-03-01, 2026/3/1 or 2026年3月1日; never a guess.

    Published grants write DD/MM/YYYY as well; elsewhere that could mean two days.
    """

    def read(cell: Any) -> date:
        found = _day(cell, british=british)
        if not EARLIEST <= found.year <= LATEST:
            raise UnreadableCell(_("This day lies too far away."))
        if until is not None and found > until:
            raise UnreadableCell(_("This day is still to come."))
        return found

    return read


def _day(cell: Any, *, british: bool) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    line = "" if isinstance(cell, int | float | Decimal) else half_width(cell)
    parts: tuple[str, ...] = ()
    if found := DAY.fullmatch(line):
        parts = found.groups()
    elif british and (found := BRITISH_DAY.fullmatch(line)):
        parts = found.groups()[::-1]
    if not parts:
        raise UnreadableCell(_("Write the day as 2026-03-01."))
    try:
        return date(*(int(part) for part in parts))
    except ValueError as error:
        raise UnreadableCell(_("There is no such day.")) from error


class Choice:
    """One of a list: its code, its label in any language, or a usual Chinese name."""

    def __init__(
        self, choices: type[models.TextChoices], also: Mapping[str, str] | None = None
    ) -> None:
        self.labels = list(choices.labels)
        self.known = {plain(value): str(value) for value in choices.values}
        for value, label in choices.choices:
            self.known |= {plain(name): value for name in in_every_language(label)}
        self.known |= {plain(name): str(value) for name, value in (also or {}).items()}

    def __call__(self, cell: Any) -> str:
        found = self.known.get(plain(written(cell)))
        if found is None:
            said = _("Write one of: %(choices)s.")
            listed = ", ".join(str(label) for label in self.labels)
            raise UnreadableCell(said % {"choices": listed})
        return found


class DistrictReader:
    """A district by its code or its name, with or without 区 or “District”."""

    def __init__(self, districts: Iterable[District] | None = None) -> None:
        self.given = districts
        self.by_name: dict[str, District] = {}

    def __call__(self, cell: Any) -> str:
        if not self.by_name:
            self._learn()
        name = plain(written(cell)).removesuffix("district")
        name = name.removeprefix("广州市")
        found = self.by_name.get(name) or self.by_name.get(name.removesuffix("区"))
        if found is None:
            raise UnreadableCell(_("The city has no such district."))
        if found.successor is not None:
            said = _("“%(name)s” became part of “%(successor)s”.")
            told = {"name": str(found), "successor": str(found.successor)}
            raise UnreadableCell(said % told)
        return found.pk

    def _learn(self) -> None:
        rows = District.objects.select_related("successor").order_by("current", "code")
        for district in self.given or rows:
            self.by_name[district.pk] = district
            for name in district.name.values():
                self.by_name[plain(name)] = district
                self.by_name[plain(name).removesuffix("区")] = district
