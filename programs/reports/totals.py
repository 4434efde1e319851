"""Running totals counted anew: the database keeps them, this proves it.

Each part of the statement names a total, what is kept, and what its rows add up to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

TOTALS = """
WITH ledger AS (
    SELECT e.award_id, e.source,
           CASE WHEN e.kind = 'payment' THEN e.amount
                WHEN e.kind = 'return' OR u.kind = 'payment' THEN -e.amount
                WHEN u.kind = 'return' THEN e.amount ELSE 0 END AS paid,
           CASE WHEN e.kind = 'recovery' THEN e.amount
                WHEN u.kind = 'recovery' THEN -e.amount ELSE 0 END AS recovered,
           CASE WHEN e.kind = 'interest' THEN e.amount
                WHEN u.kind = 'interest' THEN -e.amount ELSE 0 END AS interest,
           CASE WHEN e.kind = 'write_off' THEN e.amount
                WHEN u.kind = 'write_off' THEN -e.amount ELSE 0 END AS lost
    FROM programs_ledgerentry e
    LEFT JOIN programs_ledgerentry u ON u.id = e.reverses_id
),
booked AS (
    SELECT award_id, sum(paid) AS paid, sum(recovered) AS recovered,
           sum(interest) AS interest, sum(lost) AS lost,
           sum(paid - recovered) FILTER (WHERE source = 'city') AS city,
           sum(paid - recovered) FILTER (WHERE source = 'district') AS district
    FROM ledger GROUP BY 1
),
award AS (
    SELECT a.*, a.status IN ('approved', 'active', 'completed') AS live,
           coalesce(b.paid, 0) AS was_paid, coalesce(b.recovered, 0) AS came_back,
           coalesce(b.interest, 0) AS fees, coalesce(b.lost, 0) AS lost,
           coalesce(b.city, 0) AS from_city, coalesce(b.district, 0) AS from_district
    FROM programs_award a LEFT JOIN booked b ON b.award_id = a.id
),
settled AS (
    SELECT t.claim_id,
           sum(e.amount) FILTER (WHERE t.write_off_id IS NULL) AS repaid,
           sum(e.amount) FILTER (WHERE t.write_off_id IS NOT NULL) AS lost
    FROM programs_allotment t JOIN programs_ledgerentry e ON e.id = t.entry_id
    WHERE NOT EXISTS (SELECT 1 FROM programs_ledgerentry u WHERE u.reverses_id = e.id)
    GROUP BY 1
),
chosen AS (
    SELECT program_id FROM award WHERE live
    UNION ALL
    SELECT program_id FROM programs_place WHERE status IN ('active', 'ended')
),
grown AS (
    SELECT building_id, sum(sum(step)) OVER (PARTITION BY building_id ORDER BY day)
        AS together
    FROM (
        SELECT u.building_id, f.starts_on AS day, f.area AS step
        FROM incubators_areafact f JOIN incubators_unit u ON u.id = f.unit_id
        WHERE f.kind = 'measured'
        UNION ALL
        SELECT u.building_id, f.ends_on, -f.area
        FROM incubators_areafact f JOIN incubators_unit u ON u.id = f.unit_id
        WHERE f.kind = 'measured' AND f.ends_on IS NOT NULL
    ) AS change GROUP BY building_id, day
),
total (name, id, kept, counted) AS (
    SELECT 'program.taken', p.id, p.taken::numeric,
           (SELECT count(*) FROM chosen c WHERE c.program_id = p.id)
    FROM programs_program p
    UNION ALL
    SELECT 'program.committed', p.id, p.committed, (
        SELECT coalesce(sum(
            CASE WHEN a.live THEN a.amount ELSE a.was_paid - a.came_back END), 0)
        FROM award a WHERE a.program_id = p.id)
    FROM programs_program p
    UNION ALL
    SELECT 'budget_line.committed', l.id, l.committed, (
        SELECT coalesce(sum(CASE l.source
            WHEN 'city' THEN CASE WHEN a.live THEN a.city_amount ELSE a.from_city END
            ELSE CASE WHEN a.live THEN a.district_amount ELSE a.from_district END
            END), 0)
        FROM award a WHERE a.program_id = l.program_id AND a.year = l.year)
    FROM programs_budgetline l
    UNION ALL
    SELECT 'award.planned', a.id, a.planned, (
        SELECT coalesce(sum(t.amount), 0) FROM programs_tranche t
        WHERE t.award_id = a.id)
    FROM award a
    UNION ALL
    SELECT 'award.paid', id, paid, was_paid FROM award
    UNION ALL
    SELECT 'award.recovered', id, recovered, came_back FROM award
    UNION ALL
    SELECT 'award.interest_received', id, interest_received, fees FROM award
    UNION ALL
    SELECT 'award.written_off', id, written_off, lost FROM award
    UNION ALL
    SELECT 'claim.repaid', c.id, c.repaid, coalesce(s.repaid, 0)
    FROM programs_claim c LEFT JOIN settled s ON s.claim_id = c.id
    UNION ALL
    SELECT 'claim.written_off', c.id, c.written_off, coalesce(s.lost, 0)
    FROM programs_claim c LEFT JOIN settled s ON s.claim_id = c.id
    UNION ALL
    SELECT 'budget_line.amount', l.id, l.amount, l.approved + (
        SELECT coalesce(sum(j.amount), 0) FROM programs_budgetadjustment j
        WHERE j.line_id = l.id)
    FROM programs_budgetline l
    UNION ALL
    SELECT 'award.city_paid', id, city_paid, from_city FROM award
    UNION ALL
    SELECT 'award.district_paid', id, district_paid, from_district FROM award
    UNION ALL
    SELECT 'building.measured', b.id, b.measured, coalesce(g.most, 0)
    FROM incubators_building b
    LEFT JOIN (SELECT building_id, max(together) AS most FROM grown GROUP BY 1) g
        ON g.building_id = b.id
)
SELECT name, id, kept, counted FROM total WHERE kept <> counted ORDER BY name, id
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A running total that is not what its rows add up to."""

    name: str
    id: int
    kept: Decimal
    counted: Decimal

    def __str__(self) -> str:
        return f"{self.name} of row {self.id}: {self.kept} kept, {self.counted} counted"


def differences() -> Iterator[Difference]:
    """Every running total that its rows contradict; a sound database yields none."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        yield from (Difference(*row) for row in cursor)
