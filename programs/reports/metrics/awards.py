"""Awards against the program's target: how many, how much, to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from foundation.periods import Period
from programs.reports.measures import COMPANIES, PERCENT, WAN_YUAN, ratio, text
from programs.reports.metrics import facts
from programs.reports.metrics.metric import Metric
from programs.reports.metrics.reading import ask, points

# One row per program, point and group; only the last point is split into groups.
STANDING = facts.statement(
    facts.POINT,
    facts.AWARD,
    facts.LEDGER,
    """spent AS (
        SELECT p.ends_on AS day, l.award_id, sum(l.paid) AS paid,
               sum(l.recovered) AS recovered
        FROM point p JOIN ledger l ON l.booked_on < p.ends_on GROUP BY 1, 2
    )""",
    select="""
        SELECT a.program_id AS program, p.ends_on AS day,
               CASE GROUPING(a.company_type, a.district, a.division, a.year)
                   WHEN 15 THEN 'all' WHEN 7 THEN 'type' WHEN 11 THEN 'district'
                   WHEN 13 THEN 'division' ELSE 'year' END AS dimension,
               coalesce(a.company_type, a.district, a.division, a.year::text, '')
                   AS key,
               count(DISTINCT a.company_id) AS companies,
               sum(a.amount) AS amount,
               sum(coalesce(s.paid, 0)) AS paid,
               sum(coalesce(s.recovered, 0)) AS recovered
        FROM point p
        JOIN award a ON a.decided_on < p.ends_on AND a.ended_at >= p.closes_at
        LEFT JOIN spent s ON s.award_id = a.id AND s.day = p.ends_on
        GROUP BY a.program_id, p.ends_on, GROUPING SETS (
            (), (a.company_type), (a.district), (a.division), (a.year))
        HAVING GROUPING(a.company_type, a.district, a.division, a.year) = 15
            OR p.ends_on = (SELECT max(ends_on) FROM point)
        ORDER BY 1, 2, 3, 4
    """,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Live awards of a program at the end of the day before `day`, in one group."""

    program: int
    day: date
    dimension: str
    key: str
    companies: int = 0
    amount: Decimal = Decimal("0.00")
    paid: Decimal = Decimal("0.00")
    recovered: Decimal = Decimal("0.00")
    quota: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        """Two groups that share no company, as one."""
        sums = {
            name: getattr(self, name) + getattr(other, name)
            for name in ("companies", "amount", "paid", "recovered")
        }
        return replace(self, **sums)


def standing(periods: Sequence[Period]) -> list[Standing]:
    """How awards stood when each of the periods had ended; groups for the last one."""
    return ask(Standing, STANDING, **points(periods))


COMPANIES_AWARDED = Metric[Standing](
    code="companies",
    label=text("Awarded companies", "有效授牌企业"),
    measure=COMPANIES,
    formula=text("distinct companies with a live award", "有效奖励的企业数（去重）"),
    meaning=text(
        "An award is live from the day of its decision until the moment at which the "
        "journal records that it was revoked or given up. Completed awards stay live.",
        "奖励自决定之日起有效，至系统日志记载撤销或放弃之时止；已完成的奖励仍计入。",
    ),
    of=lambda facts: facts.companies,
)
TARGET_COMPLETION = Metric[Standing](
    code="target_completion",
    label=text("Target completion", "目标完成率"),
    measure=PERCENT,
    formula=text("awarded companies ÷ target", "有效授牌企业数 ÷ 目标数"),
    meaning=text(
        "The target is the program's as set when the data were read.",
        "目标数为读取数据时项目设定的目标。",
    ),
    of=lambda facts: ratio(facts.companies, facts.quota),
)
QUOTA_LEFT = Metric[Standing](
    code="quota_left",
    label=text("Places left", "剩余名额"),
    measure=COMPANIES,
    formula=text("target − awarded companies", "目标数 − 有效授牌企业数"),
    meaning=text("How many companies may still be chosen.", "项目仍可遴选的企业数。"),
    of=lambda facts: facts.quota - facts.companies,
)
AWARDED = Metric[Standing](
    code="awarded",
    label=text("Awarded", "授予奖励额"),
    measure=WAN_YUAN,
    formula=text("Σ amount of live awards", "Σ有效奖励金额"),
    meaning=text(
        "As decided, city and district shares together.",
        "按决定金额计，含市、区两级资金。",
    ),
    of=lambda facts: facts.amount,
)
PAID = Metric[Standing](
    code="paid",
    label=text("Paid", "已拨付"),
    measure=WAN_YUAN,
    formula=text("Σ payments − Σ returned by the bank", "Σ拨款 − Σ退票"),
    meaning=text(
        "Entries of the ledger for live awards by the day they were booked, reversals "
        "taken into account; recovered money is not deducted.",
        "按入账日统计有效奖励的台账分录，已计冲正；未扣除追回资金。",
    ),
    of=lambda facts: facts.paid,
)
PROGRESS = Metric[Standing](
    code="disbursement_progress",
    label=text("Disbursed", "拨付进度"),
    measure=PERCENT,
    formula=text("Σ paid ÷ Σ awarded", "Σ已拨付 ÷ Σ授予奖励额"),
    meaning=text(
        "Of the awards that are live; both sums as defined here.",
        "口径为有效奖励，两项合计均按本表定义。",
    ),
    of=lambda facts: ratio(facts.paid, facts.amount),
)
METRICS = (
    COMPANIES_AWARDED, TARGET_COMPLETION, QUOTA_LEFT, AWARDED, PAID, PROGRESS,
)  # fmt: skip
