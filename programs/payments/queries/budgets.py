"""Budget lines as of a day: adjusted, promised, paid, and how the year goes along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from foundation.money import ZERO
from foundation.moves import Actor
from foundation.periods import CITY_TIME, midnight
from programs.catalogue.models import Program

# What was adjusted, promised and paid by the end of the day. An award that had ended
# by then holds what it was paid, less what came back; a payment counts in the calendar
# year in which it was booked (D§5).
LINES = """
WITH ended AS (
    SELECT e.subject_id::bigint AS award_id, min(e.at) AS at FROM foundation_entry e
    WHERE e.subject_type = 'programs.award' AND e.target IN ('waived', 'revoked')
    GROUP BY 1
),
moved AS (
    SELECT e.award_id, e.source, e.booked_on,
           CASE WHEN e.kind = 'payment' THEN e.amount
                WHEN e.kind = 'return' OR u.kind = 'payment' THEN -e.amount
                WHEN u.kind = 'return' THEN e.amount ELSE 0 END AS paid,
           CASE WHEN e.kind = 'recovery' THEN e.amount
                WHEN u.kind = 'recovery' THEN -e.amount ELSE 0 END AS back
    FROM programs_ledgerentry e
    LEFT JOIN programs_ledgerentry u ON u.id = e.reverses_id
    WHERE e.booked_on <= %(on)s
),
share AS (
    SELECT a.program_id, a.year, s.source, CASE
        WHEN ended.at < %(until)s THEN coalesce((SELECT sum(m.paid - m.back)
            FROM moved m WHERE m.award_id = a.id AND m.source = s.source), 0)
        WHEN s.source = 'city' THEN a.city_amount ELSE a.district_amount END AS amount
    FROM programs_award a CROSS JOIN (VALUES ('city'), ('district')) s (source)
    LEFT JOIN ended ON ended.award_id = a.id
    WHERE a.decided_on <= %(on)s
)
SELECT l.id, l.program_id, l.source, l.approved, l.approved + coalesce((
           SELECT sum(j.amount) FROM programs_budgetadjustment j
           WHERE j.line_id = l.id AND j.effective_on <= %(on)s), 0),
       coalesce((SELECT sum(s.amount) FROM share s WHERE s.program_id = l.program_id
           AND s.year = l.year AND s.source = l.source), 0),
       coalesce((SELECT sum(m.paid) FROM moved m
           JOIN programs_award a ON a.id = m.award_id
           WHERE a.program_id = l.program_id AND m.source = l.source
           AND extract(year FROM m.booked_on) = l.year), 0)
FROM programs_budgetline l
WHERE l.year = %(year)s AND l.program_id = ANY (%(programs)s)
ORDER BY l.program_id, l.source
"""


@dataclass(frozen=True, slots=True)
class Execution:
    """One line of the budget on a day; rates are shares, None where nothing is."""

    program: Program | None
    source: str
    approved: Decimal
    adjusted: Decimal
    committed: Decimal
    paid: Decimal
    elapsed: Decimal  # share of the year that has passed
    line: int = 0

    @property
    def free(self) -> Decimal:
        return self.adjusted - self.committed

    @property
    def executed(self) -> Decimal | None:
        return self.paid / self.adjusted if self.adjusted else None

    @property
    def gap(self) -> Decimal | None:
        """Execution less the share of the year that has passed, in points."""
        if self.executed is None:
            return None
        return ((self.executed - self.elapsed) * 100).quantize(Decimal("0.1"))


def execution(user: Actor, *, year: int, on: date) -> list[Execution]:
    """The lines of that year of the programs that this person sees, in two queries."""
    programs = {p.pk: p for p in Program.objects.all().visible_to(user)}
    facts: dict[str, Any] = {
        "on": on,
        "until": midnight(on + timedelta(days=1)).astimezone(CITY_TIME),
        "year": year,
        "programs": list(programs),
    }
    with connection.cursor() as cursor:
        cursor.execute(LINES, facts)
        found = cursor.fetchall()
    passed = elapsed(year, on)
    return [
        Execution(
            program=programs[program],
            source=source,
            approved=approved,
            adjusted=adjusted,
            committed=committed,
            paid=paid,
            elapsed=passed,
            line=line,
        )
        for line, program, source, approved, adjusted, committed, paid in found
    ]


def together(rows: Iterable[Execution]) -> Execution | None:
    """All lines as one."""
    lines = list(rows)
    if not lines:
        return None
    return Execution(
        program=None,
        source="",
        approved=sum((row.approved for row in lines), ZERO),
        adjusted=sum((row.adjusted for row in lines), ZERO),
        committed=sum((row.committed for row in lines), ZERO),
        paid=sum((row.paid for row in lines), ZERO),
        elapsed=lines[0].elapsed,
    )


def elapsed(year: int, on: date) -> Decimal:
    """Days of the year that have passed, with this one, of all of its days (D§5).

    >>> elapsed(2026, date(2026, 12, 31)), elapsed(2027, date(2026, 5, 1))
    (Decimal('1'), Decimal('0'))
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    passed = min(max((on - first).days + 1, 0), (last - first).days + 1)
    return Decimal(passed) / Decimal((last - first).days + 1)
