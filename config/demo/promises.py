"""What must hold of the loaded city, asked of the database itself, row by row.

Guards that stood aside while history was written would have refused what breaks these;
so would those that stayed. Nothing of the city is kept when one sentence is not true.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from config.demo.agreements import HELD as AGREED
from config.demo.carriers import CARRIERS, CITY_AREA
from config.demo.checks import HELD
from config.demo.owed import HELD as OWED
from config.demo.owed import MOVING
from config.demo.scene import Scene
from config.demo.shares import scaled
from config.demo.titles import CERTIFIED
from foundation.moves import HasLifecycle
from programs.awards.states import LIVE
from programs.models import (
    Agreement,
    Application,
    Assignment,
    Award,
    BankAccount,
    Call,
    Checklist,
    JointCheck,
    Objection,
    Payment,
    Place,
    Proposal,
    PublicNotice,
    SiteVisit,
)
from startups.models import Plan, Return

Facts = dict[str, Any]


class BrokenPromise(Exception):
    """The city that was drawn up is not as it should be; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence, and a query that finds the rows for which it is not true."""

    says: str
    broken_by: str


def expected(sizes: Iterable[float]) -> Facts:
    """The city's figures, from the sizes of its parts."""
    sizes = list(sizes)
    return {
        "certified": sum(scaled(CERTIFIED, size) for size in sizes),
        "carriers": sum(scaled(CARRIERS, size, least=4) for size in sizes),
        "area": sum((CITY_AREA * Decimal(str(size)) for size in sizes), Decimal(0)),
    }


def verify(scene: Scene, facts: Facts) -> None:
    """Refuse the whole city when one promise is broken anywhere."""
    asked = facts | {"today": scene.today, "now": scene.now, "live": list(LIVE)}
    broken = [
        f"{promise.says} {len(rows)}: {rows[0]}"
        for promise in PROMISES
        if (rows := _ask(promise, asked))
    ]
    if broken:
        raise BrokenPromise("; ".join(broken))


def _ask(promise: Promise, facts: Facts) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(promise.broken_by, facts)
        return list(cursor.fetchall())


JOURNALED = """
    SELECT t.id, t.status FROM <table> t WHERE t.status <> '<initial>'
    AND NOT EXISTS (SELECT 1 FROM foundation_entry e
        WHERE e.subject_type = '<subject>' AND e.subject_id = t.id::text
        AND e.target = t.status)
"""


def _journaled(model: type[HasLifecycle]) -> Promise:
    """Tenancies, needs and companies are journaled for the last years only."""
    names = {
        "<table>": model._meta.db_table,
        "<subject>": model._meta.label_lower,
        "<initial>": model.lifecycle.initial,
    }
    query = JOURNALED
    for name, meant in names.items():
        query = query.replace(name, meant)
    return Promise(f"The journal leads to every status of {model.__name__}.", query)


PROMISES = [
    Promise(
        "Every code is of the demo range.",
        "SELECT uscc FROM startups_company WHERE uscc !~ '^91[0-9]{6}DEMT[0-9A-Z]{6}$'",
    ),
    Promise(
        "Exactly so many companies are high-tech enterprises today.",
        """
        SELECT count(DISTINCT q.company_id) FROM startups_qualification q
        JOIN startups_company c ON c.id = q.company_id AND c.status = 'verified'
        WHERE q.kind = 'hte' AND q.issued_on <= %(today)s
        AND (q.valid_until IS NULL OR q.valid_until > %(today)s)
        HAVING count(DISTINCT q.company_id) <> %(certified)s
        """,
    ),
    Promise(
        "There are exactly so many incubators.",
        "SELECT count(*) FROM incubators_carrier HAVING count(*) <> %(carriers)s",
    ),
    Promise(
        "The units of all incubators measure exactly so much today.",
        """
        SELECT sum(area) FROM incubators_areafact WHERE kind = 'measured'
        AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)
        HAVING coalesce(sum(area), 0) <> %(area)s
        """,
    ),
    Promise(
        "A building measures the most that its units ever did, within its area.",
        """
        WITH day AS (
            SELECT DISTINCT u.building_id, f.starts_on AS day
            FROM incubators_areafact f JOIN incubators_unit u ON u.id = f.unit_id
            WHERE f.kind = 'measured'
        ), total AS (
            SELECT d.building_id, d.day, sum(f.area) AS area FROM day d
            JOIN incubators_unit u ON u.building_id = d.building_id
            JOIN incubators_areafact f ON f.unit_id = u.id AND f.kind = 'measured'
                AND f.starts_on <= d.day AND (f.ends_on IS NULL OR f.ends_on > d.day)
            GROUP BY 1, 2
        )
        SELECT b.id, b.measured, max(t.area) FROM incubators_building b
        LEFT JOIN total t ON t.building_id = b.id GROUP BY b.id
        HAVING b.measured <> coalesce(max(t.area), 0) OR b.measured > b.area
        """,
    ),
    Promise(
        "On no day is more of a unit occupied than it measures.",
        """
        WITH day AS (
            SELECT unit_id, starts_on AS day FROM incubators_occupancy
            UNION SELECT unit_id, ends_on FROM incubators_areafact
            WHERE ends_on IS NOT NULL AND kind = 'measured'
        ), taken AS (
            SELECT d.unit_id, d.day, sum(o.area) AS area FROM day d
            JOIN incubators_occupancy o ON o.unit_id = d.unit_id
                AND o.starts_on <= d.day AND (o.ends_on IS NULL OR o.ends_on > d.day)
            GROUP BY 1, 2
        )
        SELECT t.unit_id, t.day, t.area FROM taken t
        LEFT JOIN incubators_areafact f ON f.unit_id = t.unit_id
            AND f.kind = 'measured' AND f.starts_on <= t.day
            AND (f.ends_on IS NULL OR f.ends_on > t.day)
        WHERE t.area > coalesce(f.area, 0)
        """,
    ),
    Promise(
        "What a tenant occupies, it occupies during its stay.",
        """
        SELECT o.id FROM incubators_occupancy o
        JOIN incubators_tenancy t ON t.id = o.tenancy_id
        WHERE o.starts_on < t.moved_in_on OR t.moved_in_on IS NULL
        OR coalesce(o.ends_on, 'infinity') > coalesce(t.moved_out_on, 'infinity')
        """,
    ),
    Promise(
        "Nobody moves in before the company and the incubator are there.",
        """
        SELECT t.id FROM incubators_tenancy t
        JOIN startups_company c ON c.id = t.company_id
        JOIN incubators_carrier k ON k.id = t.carrier_id
        WHERE t.moved_in_on < greatest(c.founded_on, k.opened_on)
        OR t.moved_in_on > %(today)s OR t.moved_out_on > %(today)s
        """,
    ),
    Promise(
        "Every graduate has graduated, and nobody else.",
        """
        SELECT t.id FROM incubators_tenancy t
        LEFT JOIN incubators_graduation g ON g.tenancy_id = t.id
        WHERE (t.status = 'graduated') <> (g.id IS NOT NULL)
        OR g.graduated_on <> t.moved_out_on
        """,
    ),
    Promise(
        "A program has taken what its live awards and places add up to.",
        """
        SELECT p.slug, p.taken, p.committed FROM programs_program p
        WHERE p.taken > p.quota OR p.committed > p.budget OR p.taken <>
            (SELECT count(*) FROM programs_award a
             WHERE a.program_id = p.id AND a.status = ANY (%(live)s))
            + (SELECT count(*) FROM programs_place a
               WHERE a.program_id = p.id AND a.status IN ('active', 'ended'))
        OR p.committed <> (SELECT coalesce(sum(
            CASE WHEN a.status = ANY (%(live)s) THEN a.amount
                ELSE a.paid - a.recovered END), 0)
            FROM programs_award a WHERE a.program_id = p.id)
        """,
    ),
    Promise(
        "A budget line has committed what its awards hold of it.",
        """
        SELECT l.year, l.source, l.committed FROM programs_budgetline l
        WHERE l.committed > l.amount OR l.committed <> (SELECT coalesce(sum(
            CASE WHEN l.source = 'city' THEN
                CASE WHEN a.status = ANY (%(live)s) THEN a.city_amount
                    ELSE a.city_paid END
            ELSE CASE WHEN a.status = ANY (%(live)s) THEN a.district_amount
                ELSE a.district_paid END END), 0)
            FROM programs_award a WHERE a.program_id = l.program_id AND a.year = l.year)
        """,
    ),
    Promise(
        "No award is above its program's ceiling.",
        """
        SELECT a.number FROM programs_award a
        JOIN programs_program p ON p.id = a.program_id WHERE a.amount > p.ceiling
        """,
    ),
    Promise(
        "An award's totals are what its tranches and its ledger add up to.",
        """
        SELECT a.number FROM programs_award a LEFT JOIN LATERAL (
            SELECT sum(amount) AS planned FROM programs_tranche t
            WHERE t.award_id = a.id
        ) t ON true LEFT JOIN LATERAL (
            SELECT sum(CASE kind WHEN 'payment' THEN amount WHEN 'return' THEN -amount
                       ELSE 0 END) AS paid,
                   sum(amount) FILTER (WHERE kind = 'recovery') AS recovered,
                   sum(CASE kind WHEN 'payment' THEN amount ELSE -amount END)
                       FILTER (WHERE source = 'city') AS city,
                   sum(CASE kind WHEN 'payment' THEN amount ELSE -amount END)
                       FILTER (WHERE source = 'district') AS district
            FROM programs_ledgerentry e WHERE e.award_id = a.id
        ) e ON true
        WHERE (a.planned, a.paid, a.recovered, a.city_paid, a.district_paid) <>
            (coalesce(t.planned, 0), coalesce(e.paid, 0), coalesce(e.recovered, 0),
             coalesce(e.city, 0), coalesce(e.district, 0))
        OR a.paid - a.recovered < 0 OR a.paid - a.recovered > a.amount
        """,
    ),
    Promise(
        "What is paid or came back is in the ledger, and nothing else.",
        """
        SELECT p.number FROM programs_payment p LEFT JOIN LATERAL (
            SELECT count(*) FILTER (WHERE e.kind = 'payment') AS paid,
                   count(*) FILTER (WHERE e.kind = 'return') AS back
            FROM programs_ledgerentry e WHERE e.payment_id = p.id
            AND e.amount = p.amount AND e.award_id = p.award_id
        ) e ON true
        WHERE (p.status = 'paid' AND (e.paid, e.back) <> (1, 0))
        OR (p.status = 'returned' AND e.paid <> e.back)
        OR (p.status NOT IN ('paid', 'returned') AND e.paid + e.back > 0)
        """,
    ),
    Promise(
        "Nothing was paid before its notice had ended and its gates were open.",
        """
        SELECT p.number FROM programs_payment p
        JOIN programs_award a ON a.id = p.award_id
        JOIN programs_proposal r ON r.id = a.proposal_id
        JOIN programs_publicnotice n ON n.id = r.notice_id
        WHERE p.paid_on IS NOT NULL AND (
            n.objections_close_at > p.paid_on::timestamp AT TIME ZONE 'Asia/Shanghai'
            OR EXISTS (SELECT 1 FROM programs_objection o WHERE o.proposal_id = r.id
                AND o.status IN ('registered', 'investigated'))
            OR EXISTS (SELECT 1 FROM programs_gate g WHERE g.tranche_id = p.tranche_id
                AND NOT coalesce(g.met_on <= p.paid_on, false) AND NOT coalesce(
                (g.waived_at AT TIME ZONE 'Asia/Shanghai')::date <= p.paid_on, false)))
        """,
    ),
    Promise(
        "Everything was handed in while its call was open.",
        """
        SELECT a.number FROM programs_submission s
        JOIN programs_application a ON a.id = s.application_id
        JOIN programs_call c ON c.id = a.call_id
        WHERE s.submitted_at > %(now)s OR (s.sequence = 1 AND (
            s.submitted_at < c.opens_at OR s.submitted_at >= c.closes_at))
        OR (s.sequence > 1 AND NOT EXISTS (SELECT 1 FROM foundation_entry e
            WHERE e.subject_type = 'programs.application' AND e.verb = 'correct'
            AND e.subject_id = a.id::text AND e.at = s.submitted_at))
        """,
    ),
    Promise(
        "Only drafts have not been submitted.",
        """
        SELECT a.number FROM programs_application a
        WHERE (a.status = 'draft') = (a.submitted_at IS NOT NULL)
        OR (a.status <> 'draft') <> EXISTS (SELECT 1 FROM programs_submission s
            WHERE s.application_id = a.id AND s.submitted_at = a.submitted_at)
        """,
    ),
    Promise(
        "Objections came while their notice took them.",
        """
        SELECT o.number FROM programs_objection o
        JOIN programs_publicnotice n ON n.id = o.notice_id
        WHERE o.received_on < n.published_on OR o.received_on >= n.objections_close_at
        OR o.received_on > %(now)s
        """,
    ),
    Promise(
        "A sheet's total is the sum of its points.",
        """
        SELECT s.id FROM programs_score s WHERE s.submitted_at IS NOT NULL
        AND s.total <> (SELECT sum(value::numeric) FROM jsonb_each_text(s.points))
        """,
    ),
    Promise(
        "An application's score is what its experts' totals add up to.",
        """
        SELECT a.number, a.score FROM programs_application a JOIN LATERAL (
            SELECT count(*) AS n, sum(s.total) AS total, min(s.total) AS low,
                   max(s.total) AS high
            FROM programs_assignment x JOIN programs_score s ON s.assignment_id = x.id
            WHERE x.application_id = a.id AND x.status = 'scored'
        ) t ON true
        WHERE a.score IS NOT NULL AND a.score <> round(CASE WHEN t.n >= 5
            THEN (t.total - t.low - t.high) / (t.n - 2) ELSE t.total / t.n END, 2)
        """,
    ),
    Promise(
        "A supported company has a plan of its own.",
        """
        SELECT p.id FROM programs_place p JOIN startups_plan l ON l.id = p.plan_id
        WHERE l.company_id <> p.company_id
        OR (p.status = 'active') <> (l.status = 'active')
        """,
    ),
    Promise(
        "Nothing in the journal is still to come.",
        "SELECT id FROM foundation_entry "
        "WHERE at > greatest(%(now)s, clock_timestamp())",
    ),
    Promise(
        "Assets are liabilities and equity.",
        """
        SELECT company_id, year FROM startups_value
        WHERE indicator IN ('ASSET', 'LIAB', 'EQUITY') GROUP BY 1, 2
        HAVING count(*) = 3 AND sum(CASE indicator WHEN 'ASSET' THEN amount
            ELSE -amount END) <> 0
        """,
    ),
    Promise(
        "No figure is more than the one that it is a part of.",
        """
        SELECT p.company_id, p.year, p.indicator FROM startups_value p
        JOIN (VALUES ('REV_MAIN', 'REV'), ('REV_HT', 'REV'), ('EXPORT', 'REV'),
                     ('RD_GOV', 'RD_EXP'), ('RD_DEDUCT', 'RD_EXP'),
                     ('RD_STAFF', 'ST_STAFF'), ('ST_STAFF', 'EMP'),
                     ('EMP_MASTER', 'EMP')) AS pair (part, whole)
            ON pair.part = p.indicator
        JOIN startups_value w ON w.company_id = p.company_id AND w.year = p.year
            AND w.indicator = pair.whole
        WHERE p.amount > w.amount
        """,
    ),
    Promise(
        "Every notice before the public is frozen with its list.",
        """
        SELECT id, slug FROM programs_publicnotice WHERE status <> 'draft'
        AND coalesce(jsonb_array_length(content -> 'list'), 0) = 0
        """,
    ),
    Promise(
        "Whoever was refused has a letter.",
        """
        SELECT a.id, a.status FROM programs_application a
        WHERE a.status IN ('not_recommended', 'ineligible', 'not_selected')
        AND NOT EXISTS (SELECT 1 FROM programs_letter l WHERE l.application_id = a.id
            AND l.outcome IN ('not_recommended', 'ineligible', 'not_selected',
                              'removed'))
        """,
    ),
    *(Promise(*each) for each in (*HELD, *AGREED, *OWED)),
    *map(
        _journaled,
        (
            Checklist, SiteVisit, JointCheck, Agreement, BankAccount,
            Application, Award, Place, Payment, Proposal, PublicNotice, Objection,
            Assignment, Call, Plan, Return, *MOVING,
        ),
    ),
]  # fmt: skip
