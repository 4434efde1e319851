"""The dated facts that metrics count, as tables of SQL to make statements from.

`point` holds the periods asked for: `starts_on`, `ends_on` (the first day after it) and
`closes_at`, the moment of that midnight in the city. A status that has no day of its
own counts until the journal says that it ended: entries are stamped by the database, so
that what a past day showed can be shown again.
"""


def statement(*tables: str, select: str) -> str:
    """One statement: the tables by their names, then what is asked of them."""
    return f"WITH {', '.join(tables)} {select}"


POINT = """
point AS (
    SELECT * FROM unnest(
        %(starts)s::date[], %(ends)s::date[], %(closes)s::timestamptz[]
    ) AS p (starts_on, ends_on, closes_at)
)"""

# Awards with the moment at which they ceased to count: null while they do.
AWARD = """
award AS (
    SELECT a.*, coalesce(d.successor_id, d.code) AS district,
           left(c.industry, 2) AS division,
           CASE WHEN a.status NOT IN ('waived', 'revoked') THEN 'infinity'
                ELSE coalesce(gone.at, '-infinity') END AS ended_at
    FROM programs_award a
    JOIN startups_company c ON c.id = a.company_id
    JOIN foundation_district d ON d.code = c.district_id
    LEFT JOIN LATERAL (
        SELECT min(e.at) AS at FROM foundation_entry e
        WHERE a.status IN ('waived', 'revoked')
        AND e.subject_type = 'programs.award' AND e.subject_id = a.id::text
        AND e.target IN ('waived', 'revoked')
    ) gone ON true
    WHERE a.decided_on < (SELECT max(ends_on) FROM point)
)"""

PLACE = """
place AS (
    SELECT p.*, coalesce(d.successor_id, d.code) AS district,
           left(c.industry, 2) AS division,
           CASE WHEN p.status <> 'revoked' THEN 'infinity'
                ELSE coalesce(gone.at, '-infinity') END AS ended_at
    FROM programs_place p
    JOIN startups_company c ON c.id = p.company_id
    JOIN foundation_district d ON d.code = c.district_id
    LEFT JOIN LATERAL (
        SELECT min(e.at) AS at FROM foundation_entry e
        WHERE p.status = 'revoked'
        AND e.subject_type = 'programs.place' AND e.subject_id = p.id::text
        AND e.target = 'revoked'
    ) gone ON true
    WHERE p.decided_on < (SELECT max(ends_on) FROM point)
)"""

# Support plans, likewise; a plan with a last day ends there even when nobody says so.
PLAN = """
plan AS (
    SELECT p.id, p.company_id, p.starts_on, coalesce(p.ends_on, 'infinity') AS ends_on,
           CASE WHEN p.status <> 'ended' THEN 'infinity'
                ELSE coalesce(gone.at, '-infinity') END AS ended_at
    FROM startups_plan p
    LEFT JOIN LATERAL (
        SELECT min(e.at) AS at FROM foundation_entry e
        WHERE p.status = 'ended'
        AND e.subject_type = 'startups.plan' AND e.subject_id = p.id::text
        AND e.target = 'ended'
    ) gone ON true
)"""

# What each entry of the ledger did to the sums paid and recovered.
LEDGER = """
ledger AS (
    SELECT e.award_id, e.source, e.booked_on,
           CASE WHEN e.kind = 'payment' THEN e.amount
                WHEN e.kind = 'return' OR u.kind = 'payment' THEN -e.amount
                WHEN u.kind = 'return' THEN e.amount ELSE 0 END AS paid,
           CASE WHEN e.kind = 'recovery' THEN e.amount
                WHEN u.kind = 'recovery' THEN -e.amount ELSE 0 END AS recovered
    FROM programs_ledgerentry e
    LEFT JOIN programs_ledgerentry u ON u.id = e.reverses_id
    WHERE e.booked_on < (SELECT max(ends_on) FROM point)
)"""

# Budget lines with the amount in force when the last point closed, from their history;
# a line that was entered later counts with its first amount.
BUDGET_LINE = """
budget_line AS (
    SELECT l.program_id, l.year, l.source, coalesce(
        (SELECT h.amount FROM programs_budgetlineevent h WHERE h.pgh_obj_id = l.id
         AND h.pgh_created_at < (SELECT max(closes_at) FROM point)
         ORDER BY h.pgh_id DESC LIMIT 1),
        (SELECT h.amount FROM programs_budgetlineevent h WHERE h.pgh_obj_id = l.id
         ORDER BY h.pgh_id LIMIT 1),
        l.amount) AS amount
    FROM programs_budgetline l
)"""

# Which carriers were open and listed at which point.
OPERATING = """
listing AS (
    SELECT e.subject_id::bigint AS carrier_id, e.target, e.at,
           lead(e.at, 1, 'infinity')
               OVER (PARTITION BY e.subject_id ORDER BY e.at, e.id) AS until
    FROM foundation_entry e
    WHERE e.subject_type = 'incubators.carrier'
    AND e.target IN ('operating', 'delisted')
),
operating AS (
    SELECT p.ends_on AS day, c.id AS carrier_id
    FROM point p JOIN incubators_carrier c
        ON c.opened_on IS NULL OR c.opened_on < p.ends_on
    WHERE NOT EXISTS (
        SELECT 1 FROM listing l WHERE l.carrier_id = c.id AND l.target = 'delisted'
        AND l.at < p.closes_at AND l.until >= p.closes_at
    )
)"""
