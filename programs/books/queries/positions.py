"""The sums of awards at the end of a day, in one statement however many they are.

What happened goes by the day on which it holds: a payment by the day it was booked on,
a status by the journal, a plan by the history of its rows.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from foundation.periods import midnight
from programs.awards.states import LIVE, Status
from programs.books.rules import Position
from programs.books.states import PartState
from programs.payments.states import OPEN
from programs.payments.states import Status as PaymentStatus

UNDER_WAY = [status for status in OPEN if status != PaymentStatus.PAID]

# How something stood at the end of the day: the last move before its midnight.
STOOD = """coalesce((SELECT e.target FROM foundation_entry e
    WHERE e.subject_type = '{model}' AND e.subject_id = {row}.id::text
    AND e.target <> '' AND e.at < %(until)s
    ORDER BY e.at DESC, e.id DESC LIMIT 1), '{initial}')"""

# The plan of a day: the last version of its rows, and the first one before there was
# any, since an award is planned as it is granted.
VERSIONS = """
    SELECT v.* FROM (
        SELECT DISTINCT ON (t.pgh_obj_id) t.pgh_obj_id AS id, t.award_id, t.sequence,
               t.source, t.amount, t.due_on, t.pgh_label
        FROM programs_trancheevent t JOIN chosen c ON c.id = t.award_id
        WHERE c.promised > 0 AND t.pgh_created_at <= greatest(%(until)s, (
            SELECT min(f.pgh_created_at) FROM programs_trancheevent f
            WHERE f.award_id = t.award_id))
        ORDER BY t.pgh_obj_id, t.pgh_id DESC
    ) v WHERE v.pgh_label <> 'delete'"""
ROWS = """
    SELECT t.id, t.award_id, t.sequence, t.source, t.amount, t.due_on
    FROM programs_tranche t JOIN chosen c ON c.id = t.award_id AND c.promised > 0"""

# A condition can shut again. What it turned into first after the day is not what it
# was; where the journal knows of no turn, it was met from its day on.
MET = """(g.met_on IS NOT NULL AND g.met_on <= %(on)s)"""
MET_THEN = """coalesce((SELECT e.verb = 'look' AND e.details ->> 'met' = 'false'
    FROM foundation_entry e WHERE e.subject_type = 'programs.gate'
    AND e.subject_id = g.id::text AND e.verb IN ('look', 'confirm_gate')
    AND e.at >= %(until)s ORDER BY e.at, e.id LIMIT 1), {met})"""

PARTS = """
WITH chosen AS MATERIALIZED (
    SELECT a.id, {award_stood} AS state, CASE WHEN a.decided_on <= %(on)s
        OR EXISTS (SELECT 1 FROM programs_ledgerentry e
            WHERE e.award_id = a.id AND e.booked_on <= %(on)s)
        THEN a.amount ELSE 0 END AS promised
    FROM programs_award a WHERE a.id = ANY(%(awards)s)
),
moved AS MATERIALIZED (
    SELECT e.award_id, p.tranche_id, coalesce(u.kind, e.kind) AS kind, e.source,
           CASE WHEN u.id IS NULL THEN e.amount ELSE -e.amount END AS amount
    FROM programs_ledgerentry e JOIN chosen c ON c.id = e.award_id
    LEFT JOIN programs_ledgerentry u ON u.id = e.reverses_id
    LEFT JOIN programs_payment p ON p.id = e.payment_id
    WHERE e.booked_on <= %(on)s
),
held AS (
    SELECT tranche_id, sum(CASE kind WHEN 'payment' THEN amount
        WHEN 'return' THEN -amount ELSE 0 END) AS stands
    FROM moved GROUP BY tranche_id
),
plan AS ({plan}),
part AS (
    SELECT t.*, h.stands, CASE
        WHEN h.stands > 0 THEN 'paid'
        WHEN NOT c.state = ANY(%(live)s) THEN 'lapsed'
        WHEN EXISTS (SELECT 1 FROM programs_payment p WHERE p.tranche_id = t.id
            AND (p.requested_at IS NULL OR p.requested_at < %(until)s)
            AND {payment_stood} = ANY(%(under_way)s)) THEN 'under_way'
        WHEN t.due_on > %(on)s THEN 'later'
        WHEN EXISTS (SELECT 1 FROM programs_gate g WHERE g.tranche_id = t.id
            AND NOT {gate_met}
            AND (g.waived_at IS NULL OR g.waived_at >= %(until)s)) THEN 'gated'
        ELSE 'payable' END AS state
    FROM plan t JOIN chosen c ON c.id = t.award_id
    LEFT JOIN held h ON h.tranche_id = t.id
)
"""

POSITIONS = """,
booked AS (
    SELECT award_id, sum(amount) FILTER (WHERE kind = 'payment') AS paid,
        sum(amount) FILTER (WHERE kind = 'return') AS returned,
        sum(amount) FILTER (WHERE kind = 'recovery') AS recovered,
        sum(amount) FILTER (WHERE kind = 'interest') AS interest,
        sum(amount) FILTER (WHERE kind = 'write_off') AS written_off,
        sum(amount) FILTER (WHERE kind = 'remission') AS remitted,
        sum({net}) FILTER (WHERE source = 'city') AS from_city,
        sum({net}) FILTER (WHERE source = 'district') AS from_district
    FROM moved GROUP BY award_id
),
planned AS (
    SELECT award_id, sum(amount) AS planned, sum(stands) AS settled, {sums}
    FROM part GROUP BY award_id
)
SELECT c.id, c.state, c.promised,
    coalesce(p.planned, 0), coalesce(b.paid, 0), coalesce(b.returned, 0),
    coalesce(b.recovered, 0), coalesce(b.interest, 0), coalesce(b.written_off, 0),
    coalesce(b.remitted, 0), coalesce(b.from_city, 0), coalesce(b.from_district, 0),
    {states}, coalesce(p.settled, 0)
FROM chosen c LEFT JOIN booked b ON b.award_id = c.id
LEFT JOIN planned p ON p.award_id = c.id
"""
EACH = """
SELECT award_id, id, sequence, source, amount, due_on, state
FROM part ORDER BY 1, 3, 4
"""
NET = """CASE kind WHEN 'payment' THEN amount WHEN 'return' THEN -amount
    WHEN 'recovery' THEN -amount ELSE 0 END"""
SUMMED = [PartState.UNDER_WAY, PartState.PAYABLE, PartState.GATED, PartState.LATER]


def positions(
    awards: Iterable[int], on: date, *, today: date | None = None
) -> dict[int, Position]:
    """Each award's sums at the end of `on`, by its id."""
    told = asked(awards, on)
    sums = ", ".join(
        f"sum(amount) FILTER (WHERE state = '{state}') AS {state}" for state in SUMMED
    )
    states = ", ".join(f"coalesce(p.{state}, 0)" for state in SUMMED)
    text = parts_of(on, today) + POSITIONS.format(net=NET, sums=sums, states=states)
    with connection.cursor() as cursor:
        cursor.execute(text, told)
        return {row[0]: Position(*row) for row in cursor.fetchall()}


def parts(
    awards: Iterable[int], on: date, *, today: date | None = None
) -> list[tuple[Any, ...]]:
    """The parts as they stood: award, part, number, source, amount, due, state."""
    text = parts_of(on, today) + EACH
    with connection.cursor() as cursor:
        cursor.execute(text, asked(awards, on))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def parts_of(on: date, today: date | None) -> str:
    """The statement up to `part`; of today it needs neither journal nor history."""
    past = on != today
    award = STOOD.format(model="programs.award", row="a", initial=Status.APPROVED)
    paid = STOOD.format(
        model="programs.payment", row="p", initial=PaymentStatus.REQUESTED
    )
    return PARTS.format(
        award_stood=award if past else "a.status",
        payment_stood=paid if past else "p.status",
        plan=VERSIONS if past else ROWS,
        gate_met=MET_THEN.format(met=MET) if past else MET,
    )


def asked(awards: Iterable[int], on: date) -> dict[str, Any]:
    return {
        "awards": list(awards),
        "on": on,
        "until": midnight(on + timedelta(days=1)),
        "live": list(LIVE),
        "under_way": UNDER_WAY,
    }
