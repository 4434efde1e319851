"""What the whole book costs: 100 awards, five years, five parts a year, against SQL.

The bare statement adds up the same rows in one pass, written by hand, and leaves the
figures as they come. Both are CPU seconds of Python and of the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from programs.awards.models import Award
from programs.books import queries
from programs.models import Gate, LedgerEntry, Payment, Program, Tranche
from tests import city
from tests.bench import cpu

AWARDS, YEARS, PARTS = 100, 5, 5
FIRST = date(2021, 3, 1)
ON = date(2024, 6, 30)
RUNS = 20
BUDGET = 1.5
PART = Decimal("100000.00")
QUERIES = 8  # of an account, however many parts it has
BARE = """
WITH net AS (
    SELECT e.award_id, p.tranche_id,
        sum(e.amount) FILTER (WHERE e.kind = 'payment' AND r.id IS NULL) AS paid,
        sum(e.amount) FILTER (WHERE e.kind = 'return' AND r.id IS NULL) AS returned,
        sum(e.amount) FILTER (WHERE e.kind = 'recovery' AND r.id IS NULL) AS back,
        sum(e.amount) FILTER (WHERE e.kind = 'interest' AND r.id IS NULL) AS fees,
        sum(e.amount) FILTER (WHERE e.kind = 'write_off' AND r.id IS NULL) AS lost,
        sum(e.amount) FILTER (WHERE e.kind = 'remission' AND r.id IS NULL) AS spared,
        sum(CASE WHEN e.debit = 'company' THEN e.amount ELSE -e.amount END)
            FILTER (WHERE e.source = 'city') AS city,
        sum(CASE WHEN e.debit = 'company' THEN e.amount ELSE -e.amount END)
            FILTER (WHERE e.source = 'district') AS district
    FROM programs_ledgerentry e
    LEFT JOIN programs_ledgerentry r ON r.reverses_id = e.id AND r.booked_on <= %(on)s
    LEFT JOIN programs_payment p ON p.id = e.payment_id
    JOIN programs_award a ON a.id = e.award_id
    WHERE a.program_id = %(program)s AND e.booked_on <= %(on)s GROUP BY 1, 2
),
money AS (
    SELECT award_id, sum(paid) AS paid, sum(returned) AS returned, sum(back) AS back,
        sum(fees) AS fees, sum(lost) AS lost, sum(spared) AS spared,
        sum(city) AS city, sum(district) AS district
    FROM net GROUP BY 1
),
part AS (
    SELECT t.award_id, t.amount, n.paid > coalesce(n.returned, 0) AS settled,
        t.due_on > %(on)s AS later,
        EXISTS (SELECT 1 FROM programs_payment p WHERE p.tranche_id = t.id
            AND p.status IN ('requested', 'checked', 'approved', 'cleared',
                'instructed')) AS under_way,
        EXISTS (SELECT 1 FROM programs_gate g WHERE g.tranche_id = t.id
            AND (g.met_on IS NULL OR g.met_on > %(on)s)
            AND (g.waived_at IS NULL OR g.waived_at::date > %(on)s)) AS shut
    FROM programs_tranche t JOIN programs_award a ON a.id = t.award_id
    LEFT JOIN net n ON n.tranche_id = t.id WHERE a.program_id = %(program)s
),
plan AS (
    SELECT award_id, sum(amount) AS planned,
        sum(amount) FILTER (WHERE settled) AS settled,
        sum(amount) FILTER (WHERE settled IS NOT TRUE AND under_way) AS under_way,
        sum(amount) FILTER (WHERE settled IS NOT TRUE AND NOT under_way AND later)
            AS later,
        sum(amount) FILTER (WHERE settled IS NOT TRUE AND NOT under_way
            AND NOT later AND shut) AS gated,
        sum(amount) FILTER (WHERE settled IS NOT TRUE AND NOT under_way
            AND NOT later AND NOT shut) AS payable
    FROM part GROUP BY 1
)
SELECT a.number, c.name, a.year, a.status, a.amount, m.paid, m.returned, m.back,
    m.fees, m.lost, m.spared, m.city, m.district,
    p.planned, p.settled, p.under_way, p.later, p.gated, p.payable
FROM programs_award a JOIN startups_company c ON c.id = a.company_id
LEFT JOIN money m ON m.award_id = a.id LEFT JOIN plan p ON p.award_id = a.id
WHERE a.program_id = %(program)s ORDER BY a.decided_on, a.id
"""


@contextmanager
def five_years() -> Iterator[Program]:
    """Awards with their payments, written as history, and gone afterwards."""
    with transaction.atomic():
        program = city.a_program()
        companies = [city.a_company() for __ in range(AWARDS)]
        connection.check_constraints()
        with connection.cursor() as cursor:
            for table in ("award", "tranche", "gate", "payment", "ledgerentry"):
                cursor.execute(f"ALTER TABLE programs_{table} DISABLE TRIGGER USER")
        awards = Award.objects.bulk_create(
            Award(
                **city.award_values(program, company, amount=PART * YEARS * PARTS),
                proposal_id=-key,
                status="active",
            )
            for key, company in enumerate(companies, start=1)
        )
        Award.objects.filter(program=program).update(decided_on=FIRST)
        for award in awards:
            _parts(award)
        with connection.cursor() as cursor:
            for table in ("award", "tranche", "gate", "payment", "ledgerentry"):
                cursor.execute(f"ANALYZE programs_{table}")
        yield program
        transaction.set_rollback(True)


def _parts(award: Award) -> None:
    """Two thirds of what was due by the day are paid, the others wait."""
    tranches = Tranche.objects.bulk_create(
        Tranche(
            award=award,
            sequence=year * PARTS + part + 1,
            source="city",
            amount=PART,
            due_on=FIRST + timedelta(days=365 * year + 60 * part),
        )
        for year in range(YEARS)
        for part in range(PARTS)
    )
    Gate.objects.bulk_create(
        Gate(
            tranche=tranche,
            kind=kind,
            met_on=FIRST if tranche.sequence % 6 else None,
            evidence="seen",
        )
        for tranche in tranches
        for kind in ("notice_clean", "agreement_signed", "account_matches")
    )
    due = [t for t in tranches if t.due_on <= ON and t.sequence % 3]
    _pay(award, due)


def _pay(award: Award, tranches: list[Tranche]) -> None:
    payments = Payment.objects.bulk_create(
        Payment(
            number=f"B{tranche.pk}",
            award=award,
            tranche=tranche,
            amount=PART,
            account_id=-1,  # nobody asks which: all of this is undone again
            status="paid",
            **_signed(tranche.due_on),
            paid_on=tranche.due_on,
            bank_reference=f"B{tranche.pk}",
        )
        for tranche in tranches
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            award=award,
            payment=payment,
            kind="payment",
            source="city",
            debit="company",
            credit="treasury",
            amount=PART,
            booked_on=payment.paid_on,
            reference=payment.number,
        )
        for payment in payments
    )


def _signed(on: date) -> dict[str, object]:
    """By three people, and sent by a fourth."""
    at = datetime.combine(on, datetime.min.time(), tzinfo=UTC)
    stems = ("requested", "checked", "approved", "instructed")
    people = {f"{stem}_by_id": -key for key, stem in enumerate(stems, start=1)}
    return people | {f"{stem}_at": at for stem in stems}


def report() -> int:
    """Print what the book costs; how many budgets it is over."""
    with five_years() as program:
        asked = {"on": ON, "program": program.pk}

        def bare() -> list[tuple[object, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(BARE, asked)
                rows: list[tuple[object, ...]] = cursor.fetchall()
                return rows

        def ours() -> queries.Book:
            return queries.book(program.awards.all(), ON, today=ON)

        alike = {row[0]: row[5] for row in bare()}
        told = {row.number: row.position.paid for row in ours().rows}
        if told != alike:
            raise SystemExit("the book and the bare statement disagree")
        base = cpu.mean([bare] * RUNS)
        ratio = cpu.mean([ours] * RUNS) / base
        asked_of_account = _queries(program)
    verdict = "OVER" if ratio > BUDGET else "within"
    print(f"{'book of 100 awards, 2,500 parts':32} {ratio:5.2f} × the bare SQL, "
          f"{verdict} {BUDGET} × ({base:.1f} ms)")  # fmt: skip
    many = "OVER" if asked_of_account > QUERIES else "within"
    print(f"{'account of 25 parts':32} {asked_of_account:5} queries, {many} {QUERIES}")
    return (ratio > BUDGET) + (asked_of_account > QUERIES)


def _queries(program: Program) -> int:
    award = program.awards.select_related("program", "company")[0]
    with CaptureQueriesContext(connection) as found:
        queries.account(award, ON)
    return len(found)
