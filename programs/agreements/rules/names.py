"""What is told of a bank account, and when its name is that of the company."""

from dataclasses import dataclass
from unicodedata import normalize


@dataclass(frozen=True, slots=True)
class Particulars:
    """A bank account as somebody tells it."""

    holder: str
    bank: str
    branch_code: str
    number: str


def plain_name(name: str) -> str:
    """A name without what banks write differently: blanks, wide brackets, case.

    >>> plain_name("木棉科技（广州） 有限公司") == plain_name("木棉科技(广州)有限公司")
    True
    """
    return "".join(normalize("NFKC", name).split()).casefold()
