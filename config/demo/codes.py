"""Codes that no real company has, and that are right all the same (D§3.1)."""

from startups.companies.rules import check_character

LETTERS = "ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100: without I, O, S, V and Z
SIGNS = "0123456789" + LETTERS
PLAIN = 10_000  # serials that are digits alone
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def serial(number: int) -> str:
    """Four signs for the `number`-th code of a district: digits, then with a letter.

    >>> serial(7), serial(9999), serial(10000), serial(10031)
    ('0007', '9999', 'A000', 'A010')
    """
    if number < PLAIN:
        return f"{number:04d}"
    rest = number - PLAIN
    signs = []
    for _place in range(3):
        rest, sign = divmod(rest, len(SIGNS))
        signs.append(SIGNS[sign])
    return LETTERS[rest] + "".join(reversed(signs))


def organization_check(body: str) -> str:
    """The ninth character of an organization code (GB 11714) for its first eight.

    >>> organization_check("DEMT0001"), organization_check("DEMT0007")
    ('0', 'X')
    """
    values = (int(sign, 36) for sign in body)
    rest = sum(v * w for v, w in zip(values, ORG_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(11 - rest, str(11 - rest))


def demo_uscc(district: str, number: int) -> str:
    """A code of the demo range with both of its check characters.

    >>> demo_uscc("440103", 1), demo_uscc("440113", 7), demo_uscc("440105", 3)
    ('91440103DEMT000106', '91440113DEMT0007XM', '91440105DEMT00037T')
    """
    body = f"DEMT{serial(number)}"
    whole = f"91{district}{body}{organization_check(body)}"
    return whole + check_character(whole)


def hte_number(year: int, number: int) -> str:
    """
    >>> hte_number(2025, 17)
    'GR202544000017'
    """
    return f"GR{year}44{number:06d}"
