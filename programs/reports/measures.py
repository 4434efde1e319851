"""What a number or a word in a report is: its kind, its unit, and how it compares.

Values are exact and in base units; a measure says how people see them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeAlias

Text: TypeAlias = dict[str, str]
Words: TypeAlias = str | Text
Number: TypeAlias = int | Decimal
Value: TypeAlias = Words | Number | date | None

RATIO_STEP = Decimal("0.000001")


def text(en: str, zh: str) -> Text:
    """Say the same in both languages."""
    return {"zh-hans": zh, "en": en}


def ratio(part: Number | None, whole: Number | None) -> Decimal | None:
    """Divide, or know that there is nothing to divide by.

    >>> ratio(72, 100), ratio(1, 0)
    (Decimal('0.720000'), None)
    """
    if part is None or whole is None or whole <= 0:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(RATIO_STEP, ROUND_HALF_UP)


def growth(now: Number | None, before: Number | None) -> Decimal | None:
    """Return the change since `before` as a fraction of it.

    >>> growth(110, 100), growth(5, -1)
    (Decimal('0.100000'), None)
    """
    quotient = ratio(now, before)
    return None if quotient is None else quotient - 1


class Kind(StrEnum):
    """What a value is, which decides its type, its alignment and its format."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    AREA = "area"
    PERCENT = "percent"
    POINTS = "points"


TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str, dict),
    Kind.DATE: (date,),
    Kind.INTEGER: (int,),
}


@dataclass(frozen=True)
class Measure:
    """How a value is counted and shown: in `unit`, divided by `scale`, to `places`."""

    kind: Kind
    unit: Text = field(default_factory=dict)
    scale: int = 1
    places: int = 0

    @property
    def is_number(self) -> bool:
        return self.kind not in {Kind.TEXT, Kind.DATE}

    @property
    def is_ratio(self) -> bool:
        return self.kind in {Kind.PERCENT, Kind.POINTS}

    def check(self, *values: Value) -> None:
        """Refuse what would be inexact or unreadable later: no float comes in."""
        allowed = TYPES.get(self.kind, (Decimal,))
        for value in values:
            sound = isinstance(value, allowed) and not isinstance(
                value, bool | datetime
            )
            if isinstance(value, Decimal):
                sound = sound and value.is_finite()
            if value is not None and not sound:
                raise TypeError(f"{value!r} is no {self.kind} value")

    def read(self, plain: Words | int | None) -> Value:
        """Bring a value back from JSON."""
        if plain is None or self.kind in {Kind.TEXT, Kind.INTEGER}:
            return plain
        if self.kind is Kind.DATE:
            return date.fromisoformat(str(plain))
        return Decimal(str(plain))


WORDS = Measure(Kind.TEXT)
DAY = Measure(Kind.DATE)
COUNT = Measure(Kind.INTEGER)
COMPANIES = Measure(Kind.INTEGER, text("companies", "家"))
CARRIERS = Measure(Kind.INTEGER, text("carriers", "个"))
PEOPLE = Measure(Kind.INTEGER, text("people", "人"))
CASES = Measure(Kind.INTEGER, text("cases", "件"))
TIMES = Measure(Kind.INTEGER, text("times", "次"))
DAYS = Measure(Kind.DECIMAL, text("days", "天"), places=1)
DECIMAL = Measure(Kind.DECIMAL, places=2)
YUAN = Measure(Kind.MONEY, text("yuan", "元"), places=2)
WAN_YUAN = Measure(Kind.MONEY, text("×10,000 yuan", "万元"), scale=10_000, places=2)
SQUARE_METERS = Measure(Kind.AREA, text("m²", "平方米"), places=2)
WAN_SQUARE_METERS = Measure(
    Kind.AREA, text("×10,000 m²", "万平方米"), scale=10_000, places=2
)
PERCENT = Measure(Kind.PERCENT, text("%", "%"), places=1)
POINTS = Measure(Kind.POINTS, text("percentage points", "个百分点"), places=1)
