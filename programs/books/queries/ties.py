"""What companies with public money have in common: notes, never findings.

Two companies can share a name by chance, an address by its size, an investor because
it invests. Each note says what it rests on, and a person judges.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from programs.awards.models import Award


class Tie(StrEnum):
    REPRESENTATIVE = "representative"
    ADDRESS = "address"
    ACCOUNT = "account"
    SHAREHOLDER = "shareholder"


LABELS: dict[Tie, StrOrPromise] = {
    Tie.REPRESENTATIVE: _("legal representative of the same name"),
    Tie.ADDRESS: _("same address"),
    Tie.ACCOUNT: _("same bank account"),
    Tie.SHAREHOLDER: _("same shareholder"),
}
# Names and addresses without what people write differently: width, case, marks.
PLAIN = (
    r"regexp_replace(lower(normalize({column}, NFKC)), '[[:space:],。.、()·・•-]',"
    " '', 'g')"
)
SHOWN_DIGITS = 4

# Each tie as pairs: a company that is asked about, another one, and what they share.
TIES = """
WITH asked AS MATERIALIZED (
    SELECT id, btrim(legal_representative) AS named, {person} AS person,
           {address} AS place
    FROM startups_company WHERE id = ANY(%(companies)s)
),
other AS MATERIALIZED (
    SELECT c.id, {person} AS person, {address} AS place
    FROM startups_company c WHERE EXISTS (
        SELECT 1 FROM programs_award a WHERE a.company_id = c.id)
),
account AS (
    SELECT DISTINCT company_id, number FROM programs_bankaccount
    WHERE status <> 'refused'
),
owner AS (
    SELECT s.company_id, s.name, s.share, s.code, {name} AS plain
    FROM startups_shareholder s WHERE s.ends_on IS NULL OR s.ends_on > %(on)s
)
SELECT 'representative', a.id, o.id, a.named, NULL::numeric, NULL::numeric, true
FROM asked a JOIN other o ON o.person = a.person AND o.id <> a.id WHERE a.person <> ''
UNION
SELECT 'address', a.id, o.id, c.address, NULL, NULL, false FROM asked a
JOIN other o ON o.place = a.place AND o.id <> a.id
JOIN startups_company c ON c.id = a.id WHERE length(a.place) > 5
UNION
SELECT 'account', a.id, o.id, mine.number, NULL, NULL, false FROM asked a
JOIN account mine ON mine.company_id = a.id
JOIN account theirs ON theirs.number = mine.number
JOIN other o ON o.id = theirs.company_id AND o.id <> a.id
UNION
SELECT 'shareholder', a.id, o.id, mine.name, mine.share, theirs.share, false
FROM asked a JOIN owner mine ON mine.company_id = a.id AND mine.code <> ''
JOIN owner theirs ON theirs.code = mine.code
JOIN other o ON o.id = theirs.company_id AND o.id <> a.id
UNION
SELECT 'shareholder', a.id, o.id, mine.name, mine.share, theirs.share, true
FROM asked a JOIN owner mine ON mine.company_id = a.id
JOIN owner theirs ON theirs.plain = mine.plain AND '' IN (mine.code, theirs.code)
JOIN other o ON o.id = theirs.company_id AND o.id <> a.id
ORDER BY 2, 3, 1
"""


@dataclass(frozen=True, slots=True)
class Note:
    """That two companies have something in common, what, and the other's awards."""

    tie: Tie
    company: int
    other: int
    shared: str
    mine: Decimal | None
    theirs: Decimal | None
    by_name: bool
    awards: tuple[Award, ...]

    @property
    def label(self) -> StrOrPromise:
        if self.tie is Tie.SHAREHOLDER and self.by_name:
            return _("shareholder of the same name")
        return LABELS[self.tie]

    @property
    def other_company(self) -> Any:
        return self.awards[0].company

    @property
    def rests_on(self) -> str:
        """What is shared; of an account only its last digits are shown."""
        if self.tie is Tie.ACCOUNT:
            return f"…{self.shared[-SHOWN_DIGITS:]}"
        if self.mine is not None and self.theirs is not None:
            return f"{self.shared} ({self.mine} % / {self.theirs} %)"
        return self.shared


def notes(companies: Iterable[int], on: date) -> list[Note]:
    """What these companies share with others that have awards, in two statements."""
    columns = {
        "address": "address",
        "person": "legal_representative",
        "name": "s.name",
    }
    text = TIES.format(
        **{part: PLAIN.format(column=column) for part, column in columns.items()}
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {"companies": list(companies), "on": on})
        rows = cursor.fetchall()
    if not rows:
        return []
    awards: dict[int, list[Award]] = {}
    told = Award.objects.filter(company__in={row[2] for row in rows})
    for award in told.select_related("company", "program").order_by("decided_on"):
        awards.setdefault(award.company_id, []).append(award)
    return [
        Note(Tie(tie), one, other, what, mine, theirs, named, tuple(awards[other]))
        for tie, one, other, what, mine, theirs, named in rows
    ]
