"""Which figures a yearly report follows, and where a figure comes from; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

FOLLOWED = (
    "REV", "RD_EXP", "NETPROFIT", "TAX_PAID", "EXPORT", "EMP", "ST_STAFF",
    "IP_VALID_INV",
)  # fmt: skip
NEEDED = ("REV", "RD_EXP", "EMP")


class Origin(StrEnum):
    RETURN = auto()  # from the yearly return, which is not typed again
    REPORT = auto()  # typed in the report, because there is no return
    NOWHERE = auto()


def plain(number: Decimal) -> str:
    """With thousands separators, without needless decimals.

    >>> plain(Decimal("2000.00")), plain(Decimal("0.50"))
    ('2,000', '0.50')
    """
    return f"{number:,.2f}".removesuffix(".00")


@dataclass(frozen=True, slots=True)
class Known:
    """One figure of a year, and which paper it stands in."""

    code: str
    amount: Decimal | None
    origin: Origin


def known(
    code: str, returned: Mapping[str, Decimal], typed: Mapping[str, str]
) -> Known:
    """The return is believed before the report.

    >>> known("REV", {"REV": Decimal(9)}, {"REV": "8"}).amount
    Decimal('9')
    >>> known("EMP", {}, {"EMP": "12"}).origin, known("EMP", {}, {}).amount
    (<Origin.REPORT: 'report'>, None)
    """
    if code in returned:
        return Known(code, returned[code], Origin.RETURN)
    if typed.get(code):
        return Known(code, Decimal(typed[code]), Origin.REPORT)
    return Known(code, None, Origin.NOWHERE)
