"""Amounts in the capital numerals that Chinese contracts and checks demand."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """Yuan in words that nobody can alter.

    >>> in_capitals(Decimal("3000000.01"))
    '人民币叁佰万元零壹分'
    >>> in_capitals(Decimal("1050300.00")), in_capitals(Decimal("100010.50"))
    ('人民币壹佰零伍万零叁佰元整', '人民币壹拾万零壹拾元伍角整')
    >>> in_capitals(Decimal("0.09")), in_capitals(Decimal("500000000"))
    ('人民币玖分', '人民币伍亿元整')
    """
    cents = int(amount * 100)
    yuan, rest = divmod(cents, 100)
    whole = f"{_whole(yuan)}元" if yuan else ""
    return f"人民币{whole}{_parts(rest, after=bool(yuan))}"


def _parts(cents: int, *, after: bool) -> str:
    if cents == 0:
        return "整" if after else "零元整"
    jiao, fen = divmod(cents, 10)
    told = f"{DIGITS[jiao]}角" if jiao else ("零" if after else "")
    return f"{told}{DIGITS[fen]}分" if fen else f"{told}整"


def _whole(yuan: int) -> str:
    groups, told, gap = [], "", False
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        bridged = told and (gap or group < 1000)  # noqa: PLR2004  # no thousands in it
        told += ("零" if bridged else "") + _group(group) + GROUPS[place]
        gap = False
    return told


def _group(number: int) -> str:
    told, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(told)
            continue
        told += ("零" if gap else "") + DIGITS[digit] + UNITS[place]
        gap = False
    return told
