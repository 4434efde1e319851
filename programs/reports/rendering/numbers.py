"""How values and days are written, the same in every rendition."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from django.utils import timezone

from foundation.translated import pick
from programs.reports.measures import Kind, Measure, Number, Value

MISSING = "—"
WITHHELD = "＊"


def displayed(value: Number, measure: Measure) -> Decimal:
    """Return the number that people read: in the measure's unit, rounded half up."""
    number = value * Decimal(100) if measure.is_ratio else Decimal(value)
    step = Decimal(1).scaleb(-measure.places)
    return (number / measure.scale).quantize(step, ROUND_HALF_UP) + 0


def show(value: Value, measure: Measure, language: str) -> str:
    """Write a value without its unit, save for the sign of a percentage.

    >>> from programs.reports.measures import PERCENT, POINTS, WAN_YUAN
    >>> show(Decimal("12345678.90"), WAN_YUAN, "en"), show(None, WAN_YUAN, "en")
    ('1,234.57', '—')
    >>> show(Decimal("0.725"), PERCENT, "en"), show(Decimal("0.012"), POINTS, "en")
    ('72.5%', '+1.2')
    """
    if value is None or value == "":
        return MISSING
    if isinstance(value, int | Decimal):
        sign = "+" if measure.kind is Kind.POINTS else ""
        percent = "%" if measure.kind is Kind.PERCENT else ""
        return f"{displayed(value, measure):{sign},f}{percent}"
    if isinstance(value, date):
        return day(value, language)
    return pick(value, language)


def unit(measure: Measure, language: str) -> str:
    """Return what stands in the column's head; a percentage carries its own sign."""
    return "" if measure.kind is Kind.PERCENT else pick(measure.unit, language)


def with_unit(value: Value, measure: Measure, language: str) -> str:
    """Write a value that stands alone."""
    space = "" if language.startswith("zh") else " "
    told = unit(measure, language)
    written = show(value, measure, language)
    return f"{written}{space}{told}" if told and value is not None else written


def signed(value: Decimal | None, measure: Measure, language: str) -> str:
    """Write a change, so that it is seen to be one."""
    sign = "+" if value and value > 0 and measure.kind is not Kind.POINTS else ""
    return sign + with_unit(value, measure, language)


def day(value: date, language: str) -> str:
    """Write a day as people of the language do."""
    return format_date(value, "long", locale=Locale.parse(language, sep="-"))


def moment(value: datetime, language: str) -> str:
    """Write a moment to the minute, in the city's time."""
    local = timezone.localtime(value, timezone.get_default_timezone())
    return f"{day(local.date(), language)} {local:%H:%M}"
