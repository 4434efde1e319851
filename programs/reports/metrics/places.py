"""Places of the support program: who has one, and who is really being served."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from foundation.periods import Period
from programs.reports.measures import COMPANIES, PERCENT, TIMES, ratio, text
from programs.reports.metrics import facts
from programs.reports.metrics.metric import Metric
from programs.reports.metrics.reading import ask, points

RECENT = 90  # days in which a service has to be confirmed (D§5)

SUPPORT = facts.statement(
    facts.POINT,
    facts.PLACE,
    facts.PLAN,
    """planned AS (
        SELECT p.ends_on AS day, l.company_id, l.id AS plan_id FROM point p
        JOIN plan l ON l.starts_on < p.ends_on AND l.ends_on >= p.ends_on
            AND l.ended_at >= p.closes_at
    )""",
    """served AS (
        SELECT DISTINCT p.day, p.company_id FROM planned p
        JOIN startups_servicerecord s ON s.plan_id = p.plan_id
            AND s.confirmed_on >= p.day - %(recent)s AND s.confirmed_on < p.day
    )""",
    """given AS (
        SELECT p.ends_on AS day, l.company_id, count(*) AS services FROM point p
        JOIN startups_servicerecord s
            ON s.confirmed_on >= p.starts_on AND s.confirmed_on < p.ends_on
        JOIN startups_plan l ON l.id = s.plan_id GROUP BY 1, 2
    )""",
    """visited AS (
        SELECT DISTINCT p.ends_on AS day, l.company_id FROM point p
        JOIN startups_visit v
            ON v.visited_on >= p.starts_on AND v.visited_on < p.ends_on AND v.on_site
        JOIN startups_plan l ON l.id = v.plan_id
    )""",
    """held AS (
        SELECT DISTINCT l.program_id, p.ends_on AS day, l.company_id, l.district,
               l.division
        FROM point p
        JOIN place l ON l.decided_on < p.ends_on AND l.ended_at >= p.closes_at
    )""",
    select="""
        SELECT h.program_id AS program, h.day,
               CASE GROUPING(h.district, h.division) WHEN 3 THEN 'all'
                   WHEN 1 THEN 'district' ELSE 'division' END AS dimension,
               coalesce(h.district, h.division, '') AS key,
               count(*) AS companies,
               count(s.company_id) AS served,
               count(v.company_id) AS visited,
               coalesce(sum(g.services), 0)::int AS services
        FROM held h
        LEFT JOIN served s ON s.company_id = h.company_id AND s.day = h.day
        LEFT JOIN visited v ON v.company_id = h.company_id AND v.day = h.day
        LEFT JOIN given g ON g.company_id = h.company_id AND g.day = h.day
        GROUP BY h.program_id, h.day, GROUPING SETS ((), (h.district), (h.division))
        HAVING GROUPING(h.district, h.division) = 3
            OR h.day = (SELECT max(ends_on) FROM point)
        ORDER BY 1, 2, 3, 4
    """,
)


@dataclass(frozen=True, slots=True)
class Support:
    """Supported companies of a program when a period had ended, in one group."""

    program: int
    day: date
    dimension: str
    key: str
    companies: int = 0
    served: int = 0
    visited: int = 0
    services: int = 0
    quota: int = 0

    def __add__(self, other: "Support") -> "Support":
        """Two groups that share no company, as one."""
        sums = {
            name: getattr(self, name) + getattr(other, name)
            for name in ("companies", "served", "visited", "services")
        }
        return replace(self, **sums)


def support(periods: Sequence[Period]) -> list[Support]:
    """How support stood when each period had ended; groups for the last one."""
    return ask(Support, SUPPORT, recent=RECENT, **points(periods))


PLACES_TAKEN = Metric[Support](
    code="places",
    label=text("Supported companies", "入选扶持企业"),
    measure=COMPANIES,
    formula=text("distinct companies with a live place", "有效入选企业数（去重）"),
    meaning=text(
        "A place is live from the day of its decision until the moment at which the "
        "journal records that it was revoked.",
        "自入选决定之日起有效，至系统日志记载撤销之时止。",
    ),
    of=lambda facts: facts.companies,
)
SERVED = Metric[Support](
    code="served",
    label=text("Being served", "有效服务中的企业"),
    measure=COMPANIES,
    formula=text(
        "distinct companies with a place, an active plan and ≥ 1 service confirmed "
        "within 90 days",
        "入选、有有效服务计划且近90日内至少确认一项服务的企业数（去重）",
    ),
    meaning=text(
        "The 90 days end with the period; it counts the day on which the company "
        "confirmed the service, not the day on which it was entered.",
        "近90日截至报告期末；以企业确认服务之日为准。",
    ),
    of=lambda facts: facts.served,
)
TARGET_COMPLETION = Metric[Support](
    code="served_completion",
    label=text("Target completion (support)", "目标完成率（扶持）"),
    measure=PERCENT,
    formula=text("companies being served ÷ target", "有效服务中的企业数 ÷ 目标数"),
    meaning=text(
        "The target is the program's as set when the data were read.",
        "目标数为读取数据时项目设定的目标。",
    ),
    of=lambda facts: ratio(facts.served, facts.quota),
)
QUOTA_LEFT = Metric[Support](
    code="places_left",
    label=text("Places left (support)", "剩余名额（扶持）"),
    measure=COMPANIES,
    formula=text("target − supported companies", "目标数 − 入选扶持企业数"),
    meaning=text("How many companies may still be chosen.", "项目仍可遴选的企业数。"),
    of=lambda facts: facts.quota - facts.companies,
)
SERVED_SHARE = Metric[Support](
    code="served_share",
    label=text("Share served", "有效服务率"),
    measure=PERCENT,
    formula=text(
        "companies being served ÷ supported companies",
        "有效服务中的企业数 ÷ 入选企业数",
    ),
    meaning=text("Both as defined here.", "两项均按本表定义。"),
    of=lambda facts: ratio(facts.served, facts.companies),
)
SERVICES = Metric[Support](
    code="services",
    label=text("Services", "已确认服务"),
    measure=TIMES,
    formula=text("services confirmed in the period", "报告期内确认的服务项数"),
    meaning=text(
        "Of supported companies, by the day of the company's confirmation.",
        "口径为入选企业，以企业确认日为准。",
    ),
    of=lambda facts: facts.services,
)
VISIT_COVERAGE = Metric[Support](
    code="visit_coverage",
    label=text("Visit coverage", "走访覆盖率"),
    measure=PERCENT,
    formula=text(
        "companies visited on site in the period ÷ supported companies",
        "报告期内实地走访企业数 ÷ 入选企业数",
    ),
    meaning=text(
        "A company counts once however often it was visited.", "同一企业只计一次。"
    ),
    of=lambda facts: ratio(facts.visited, facts.companies),
)
METRICS = (
    PLACES_TAKEN, SERVED, TARGET_COMPLETION, QUOTA_LEFT, SERVED_SHARE, SERVICES,
    VISIT_COVERAGE,
)  # fmt: skip
