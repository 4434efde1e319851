"""Growth over the years, and how far a target is along with its time; pure (D§5)."""

from datetime import date
from decimal import Decimal


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """The share by which a figure grew; none where the base is missing or not positive.

    >>> growth(Decimal(120), Decimal(100)), growth(Decimal(5), Decimal(0))
    (Decimal('0.2'), None)
    """
    if now is None or before is None or before <= 0:
        return None
    return (now - before) / before


def months(start: date, end: date) -> int:
    """Whole months from one day to another, none if the end comes first.

    >>> months(date(2026, 1, 31), date(2026, 3, 1)), months(date(2026, 5, 1), date.min)
    (1, 0)
    """
    whole = (end.year - start.year) * 12 + end.month - start.month
    return max(whole - (end.day < start.day), 0)


def on_time(
    actual: Decimal, target: Decimal, *, start: date, end: date, today: date
) -> Decimal | None:
    """The time-proportional KPI: actual / (target × elapsed months / total months).

    >>> half_way = {"start": date(2026, 1, 1), "end": date(2028, 1, 1)}
    >>> on_time(Decimal(30), Decimal(100), **half_way, today=date(2027, 1, 1))
    Decimal('0.6')
    """
    span = months(start, end)
    gone = min(months(start, today), span)
    if not gone or target <= 0:
        return None
    return actual * span / (target * gone)
