"""Budget execution: what was approved for a year, promised from it, and paid in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.money import ZERO
from foundation.periods import Period, year
from programs.reports.measures import PERCENT, POINTS, WAN_YUAN, ratio, text
from programs.reports.metrics import facts
from programs.reports.metrics.metric import Metric
from programs.reports.metrics.reading import ask, points

EXECUTION = facts.statement(
    facts.POINT,
    facts.AWARD,
    facts.LEDGER,
    facts.BUDGET_LINE,
    select="""
        SELECT program_id AS program, year, source, sum(approved) AS approved,
               sum(committed) AS committed, sum(paid) AS paid,
               sum(recovered) AS recovered
        FROM (
            SELECT program_id, year, source, amount AS approved, 0 AS committed,
                   0 AS paid, 0 AS recovered FROM budget_line
            UNION ALL
            SELECT a.program_id, a.year, s.source, 0,
                   CASE WHEN a.ended_at < (SELECT max(closes_at) FROM point)
                        THEN coalesce(net.amount, 0)
                        WHEN s.source = 'city' THEN a.city_amount
                        ELSE a.district_amount END, 0, 0
            FROM award a CROSS JOIN (VALUES ('city'), ('district')) s (source)
            LEFT JOIN (SELECT award_id, source, sum(paid - recovered) AS amount
                       FROM ledger GROUP BY 1, 2) net
                ON net.award_id = a.id AND net.source = s.source
            UNION ALL
            SELECT a.program_id, extract(year FROM l.booked_on)::int, l.source, 0, 0,
                   l.paid, l.recovered
            FROM ledger l JOIN award a ON a.id = l.award_id
        ) AS side
        GROUP BY 1, 2, 3
        ORDER BY 1, 2, 3
    """,
)


@dataclass(frozen=True, slots=True)
class Execution:
    """One year's money of one source: the line, what is promised, what has moved."""

    program: int
    year: int
    source: str
    approved: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    recovered: Decimal = ZERO
    day: date | None = None  # the first day that is not counted any more


def execution(period: Period) -> list[Execution]:
    """Every year and source, as it stood when the period had ended."""
    return ask(Execution, EXECUTION, **points([period]))


def total(rows: Iterable[Execution], *, of: int, day: date | None) -> Execution:
    """Several rows as one, labeled as of the year that `of` names."""
    lines = list(rows)
    sums = {
        name: sum((getattr(line, name) for line in lines), ZERO)
        for name in ("approved", "committed", "paid", "recovered")
    }
    program = lines[0].program if lines else 0
    return Execution(program=program, year=of, source="", day=day, **sums)


def elapsed(facts: Execution) -> Decimal | None:
    """The share of the budget year that has passed."""
    if facts.day is None:
        return None
    whole = year(date(facts.year, 1, 1))
    passed = (min(max(facts.day, whole.start), whole.end) - whole.start).days
    return ratio(passed, (whole.end - whole.start).days)


def gap(facts: Execution) -> Decimal | None:
    rate, time = ratio(facts.paid, facts.approved), elapsed(facts)
    return None if rate is None or time is None else rate - time


APPROVED = Metric[Execution](
    code="budget",
    label=text("Approved budget", "批复预算"),
    measure=WAN_YUAN,
    formula=text("Σ budget lines of the year", "Σ当年预算"),
    meaning=text(
        "Budget lines as adjusted by the end of the period, from their history; a line "
        "entered later counts with the amount it was entered with.",
        "按报告期末经调整的预算数（取自变更历史）；期后补录的按首次录入数计。",
    ),
    of=lambda facts: facts.approved,
)
COMMITTED = Metric[Execution](
    code="committed",
    label=text("Committed", "已承诺"),
    measure=WAN_YUAN,
    formula=text(
        "Σ live awards + Σ net payments of ended awards",
        "Σ有效奖励额 + Σ已终止奖励的净拨付额",
    ),
    meaning=text(
        "Charged to the budget year of the award, by source.",
        "按奖励所属预算年度和资金来源计。",
    ),
    of=lambda facts: facts.committed,
)
COMMITMENT_RATE = Metric[Execution](
    code="commitment_rate",
    label=text("Commitment rate", "承诺率"),
    measure=PERCENT,
    formula=text("Σ committed ÷ approved budget", "Σ已承诺 ÷ 批复预算"),
    meaning=text("Of the lines of the same year.", "按同一预算年度计算。"),
    of=lambda facts: ratio(facts.committed, facts.approved),
)
PAID = Metric[Execution](
    code="paid_in_year",
    label=text("Paid in the year", "当年拨付"),
    measure=WAN_YUAN,
    formula=text("Σ payments − Σ returned by the bank", "Σ拨款 − Σ退票"),
    meaning=text(
        "Booked from 1 January to the end of the period, for awards of any year.",
        "自1月1日至报告期末入账数，不论奖励所属年度。",
    ),
    of=lambda facts: facts.paid,
)
RECOVERED = Metric[Execution](
    code="recovered_in_year",
    label=text("Recovered in the year", "当年追回"),
    measure=WAN_YUAN,
    formula=text("Σ recovered", "Σ追回资金"),
    meaning=text(
        "Booked from 1 January to the end of the period.",
        "自1月1日至报告期末入账数。",
    ),
    of=lambda facts: facts.recovered,
)
EXECUTION_RATE = Metric[Execution](
    code="execution_rate",
    label=text("Budget execution rate", "预算执行率"),
    measure=PERCENT,
    formula=text(
        "Σ paid in the year ÷ approved budget of the year", "Σ当年拨付 ÷ 当年批复预算"
    ),
    meaning=text("Both sources together unless split.", "除分列外，含市、区两级资金。"),
    of=lambda facts: ratio(facts.paid, facts.approved),
)
TIME_GAP = Metric[Execution](
    code="time_gap",
    label=text("Time-progress gap", "与序时进度之差"),
    measure=POINTS,
    formula=text(
        "execution rate − days passed ÷ days of the year",
        "预算执行率 − 已过天数 ÷ 全年天数",
    ),
    meaning=text(
        "In percentage points; below zero the money is behind the calendar.",
        "以百分点表示；负数表示慢于序时进度。",
    ),
    of=gap,
)
METRICS = (
    APPROVED, COMMITTED, COMMITMENT_RATE, PAID, RECOVERED, EXECUTION_RATE, TIME_GAP,
)  # fmt: skip
