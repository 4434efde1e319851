"""How far the applications of a period have come."""

from dataclasses import dataclass
from datetime import datetime

from foundation.periods import Period, midnight
from programs.reports.measures import CASES, PERCENT, ratio, text
from programs.reports.metrics.metric import Metric
from programs.reports.metrics.reading import ask

FUNNEL = """
SELECT c.program_id AS program, count(*) AS submitted,
       count(*) FILTER (WHERE 'recommended' = ANY (r.stages)) AS recommended,
       count(*) FILTER (WHERE 'eligible' = ANY (r.stages)) AS eligible,
       count(*) FILTER (WHERE 'scored' = ANY (r.stages)) AS scored,
       count(*) FILTER (WHERE 'proposed' = ANY (r.stages)) AS proposed,
       count(*) FILTER (WHERE 'approved' = ANY (r.stages)) AS approved
FROM programs_application a
JOIN programs_call c ON c.id = a.call_id
LEFT JOIN LATERAL (
    SELECT array_agg(e.target) AS stages FROM foundation_entry e
    WHERE e.subject_type = 'programs.application' AND e.subject_id = a.id::text
    AND e.at < %(read_at)s
) r ON true
WHERE a.submitted_at >= %(opens)s AND a.submitted_at < %(closes)s
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Applications of a program that came in within a period, by what they reached."""

    program: int
    submitted: int = 0
    recommended: int = 0
    eligible: int = 0
    scored: int = 0
    proposed: int = 0
    approved: int = 0


def funnel(period: Period, *, read_at: datetime) -> list[Funnel]:
    """The applications of the period, and the steps journaled by `read_at`."""
    opens = midnight(period.start)
    return ask(Funnel, FUNNEL, opens=opens, closes=period.closes, read_at=read_at)


STAGES = (
    ("submitted", text("Submitted", "已提交")),
    ("recommended", text("Recommended", "区推荐")),
    ("eligible", text("Eligible", "形式审查通过")),
    ("scored", text("Scored", "专家评审完成")),
    ("proposed", text("Proposed", "拟立项")),
    ("approved", text("Approved", "已批准")),
)

SUBMITTED = Metric[Funnel](
    code="submitted",
    label=text("Applications submitted", "提交申报"),
    measure=CASES,
    formula=text(
        "applications whose latest submission is in the period",
        "最近一次提交在报告期内的申报数",
    ),
    meaning=text(
        "Withdrawn ones are counted. The further steps are those that these "
        "applications had reached when the data were read, from the journal.",
        "含已撤回的申报；后续环节为读取数据时该批申报已达到的环节，取自系统日志。",
    ),
    of=lambda facts: facts.submitted,
)
APPROVAL_RATE = Metric[Funnel](
    code="approval_rate",
    label=text("Approval rate", "立项率"),
    measure=PERCENT,
    formula=text("approved ÷ submitted", "已批准 ÷ 已提交"),
    meaning=text(
        "Of the applications submitted in the period, not of the decisions made in it.",
        "口径为报告期内提交的申报，而非报告期内作出的决定。",
    ),
    of=lambda facts: ratio(facts.approved, facts.submitted),
)
METRICS = (SUBMITTED, APPROVAL_RATE)
