"""Who counts as incubated, for how long, and how much room is usual (D§4.3)."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from incubators.tenancies.states import TenantClass

YOUNG = 24  # months that a company may be old when it moves in, to count as incubated
TERM = 48
LONG_TERM = 60
EXTENSION = 12

# GB/T 4754 codes: agriculture, biopharmaceuticals, design of integrated circuits.
SLOW_FIELDS = ("01", "02", "03", "04", "05", "27", "6520")
USUAL_ROOM = Decimal(1_000)
WIDE_ROOM = Decimal(3_000)
WIDE_FIELDS = ("374",)  # aerospace


def months_later(day: date, months: int) -> date:
    """The same day of the month later on, or the month's last.

    >>> months_later(date(2024, 2, 29), 48), months_later(date(2025, 8, 31), 6)
    (datetime.date(2028, 2, 29), datetime.date(2026, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def tenant_class(founded_on: date | None, moved_in_on: date) -> TenantClass:
    """Incubated if at most 24 months old on moving in; unknown age does not count.

    >>> tenant_class(date(2024, 3, 1), date(2026, 3, 1)).value
    'tenant'
    >>> tenant_class(date(2024, 3, 1), date(2026, 3, 2)).value
    'resident'
    >>> tenant_class(None, date(2026, 3, 2)).value
    'resident'
    """
    young = founded_on is not None and moved_in_on <= months_later(founded_on, YOUNG)
    return TenantClass.TENANT if young else TenantClass.RESIDENT


def term_months(industry: str) -> int:
    """How long a company may be incubated: longer where products ripen slowly.

    >>> term_months("6513"), term_months("2760"), term_months("6520")
    (48, 60, 60)
    """
    return LONG_TERM if industry.startswith(SLOW_FIELDS) else TERM


def is_roomy(area: Decimal, industry: str) -> bool:
    """Whether a tenant sits on more than is usual: somebody should look, no more.

    >>> is_roomy(Decimal(1001), "6513"), is_roomy(Decimal(1001), "3741")
    (True, False)
    """
    return area > (WIDE_ROOM if industry.startswith(WIDE_FIELDS) else USUAL_ROOM)
