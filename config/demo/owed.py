"""What awards owe after they were granted: reports, milestones, findings, a verdict."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.awards import Granted
from config.demo.days import DAY, office_hour
from config.demo.files import keep_accounts
from config.demo.finances import Year, history
from config.demo.history import Step, ends_in, note, record
from config.demo.people import represent
from config.demo.scene import Scene
from programs.applications.rules import fingerprint
from programs.models import (
    Evaluation,
    EvaluationLine,
    Filing,
    Finding,
    Milestone,
    SpendingLine,
    YearReport,
)
from programs.monitoring.rules.calendar import YEARS, Calendar, calendar
from programs.monitoring.rules.evaluating import Measure, execution_points, grade, total
from programs.monitoring.rules.figures import FOLLOWED
from programs.monitoring.states import EVALUATION, FINDING, MILESTONE, REPORT

WHOLE = ("open_report", "hand_in", "endorse", "confirm")
# How far the reports of the last year have come, by turn of the call and place in it.
STUCK = {
    (1, 2): WHOLE[:1],  # overdue, and payments are held
    (2, 4): WHOLE[:1],
    (2, 1): WHOLE[:2],
    (2, 5): WHOLE[:2],
    (2, 2): WHOLE[:3],
    (2, 7): WHOLE[:3],
    (2, 8): (*WHOLE[:2], "send_back"),
}
WITH_TARGETS = 3  # of the awards of each call
TEXT = (
    "本年度围绕奖励资金支持的研发方向，完成了新一代产品的定型和小批量试产，新增发明专利申请若干，"
    "并与两家上下游企业签订合作协议。主要困难是关键器件交付周期偏长。下一年度计划扩大产线并拓展省外市场。"
)
AMISS = {
    (3, 2): ("专项资金未单独核算，部分支出凭证缺少合同附件。", True),
    (1, 1): ("年度报告中的研发投入与加计扣除口径不一致。", False),
    (2, 3): ("标杆示范活动记录不完整，缺少现场照片。", False),
}
SETTLED = "企业已补充材料并说明口径，经核对一致。"
FORM = [
    ("output", "新增有效发明专利", "件", 20, 10, 12, "positive"),
    ("output", "新产品销售收入", "万元", 15, 2000, 1860, "positive"),
    ("output", "单位研发成本", "万元/项", 15, 30, 33, "reverse"),
    ("effect", "新增就业", "人", 20, 40, 52, "positive"),
    ("effect", "参与制定标准", "项", 10, 2, 2, "positive"),
    ("satisfaction", "合作企业满意度", "%", 10, 90, 94, "positive"),
]  # fmt: skip
MOVING = (YearReport, Milestone, Finding, Evaluation)  # whose moves are journaled
HELD = [
    (
        "Every award owes five yearly reports, and what came in was frozen.",
        """
        SELECT a.number FROM programs_award a WHERE (SELECT count(*)
            FROM programs_yearreport r WHERE r.award_id = a.id) <> 5
        OR EXISTS (SELECT 1 FROM programs_yearreport r WHERE r.award_id = a.id
            AND r.status IN ('submitted', 'returned', 'district_ok', 'confirmed')
            AND NOT EXISTS (SELECT 1 FROM programs_filing f WHERE f.report_id = r.id))
        """,
    ),
]


@dataclass(frozen=True, slots=True)
class Owed:
    """An award with what its rows are written from."""

    granted: Granted
    account: int  # of the company's administrator
    district: int
    figures: dict[int, Year]


def owe(scene: Scene, dice: Random, granted: list[Granted]) -> None:
    """Everything that the awards of one call owe, as it stands today."""
    for each in granted:
        firm = each.chosen.case.firm
        past = history(scene.seed, firm, scene.today.year)
        account = represent(scene, firm)
        owed = Owed(each, account, scene.people[f"district {firm.district}"], past)
        for number in range(1, YEARS + 1):
            _report(scene, dice, owed, number)
        if not each.verbs or each.verbs == ["sign"]:
            _targets(scene, dice, owed)
        _finding(scene, dice, owed)
        if "complete" in each.verbs:
            _evaluate(scene, dice, owed)


def _report(scene: Scene, dice: Random, owed: Owed, number: int) -> None:
    days = calendar(owed.granted.decided_on, number)
    steps = _steps(scene, dice, owed, days)
    verbs = [step.verb for step in steps]
    by = {step.verb: step for step in steps}
    signed: dict[str, Any] = {}
    kept = {"hand_in": "submitted", "endorse": "checked", "confirm": "confirmed"}
    for verb, stem in kept.items():
        if (step := by.get(verb)) and "send_back" not in by:
            signed |= {f"{stem}_at": step.at, f"{stem}_by_id": step.by}
    back = by["send_back"].at.date() + 14 * DAY if "send_back" in by else None
    key = scene.add(
        YearReport,
        award_id=owed.granted.key,
        number=number,
        year=days.year,
        opens_on=days.opens_on,
        due_on=days.due_on,
        back_on=back,
        status=ends_in(REPORT, verbs),
        text=TEXT if "hand_in" in by else "",
        **signed,
    )
    record(scene, YearReport, key, REPORT, steps)
    if "hand_in" in by:
        _file(scene, owed, number, key, by["hand_in"], days)


def is_stuck(scene: Scene, granted: Granted, days: Calendar) -> bool:
    """Whether this report of last year is one of those that are not confirmed."""
    is_last = days.year == scene.today.year - 1
    return is_last and (granted.turn, granted.place) in STUCK


def _steps(scene: Scene, dice: Random, owed: Owed, days: Calendar) -> list[Step]:
    """Handed in by March, checked and confirmed in April, but for the last year."""
    gone = owed.granted.when("waive") or owed.granted.when("revoke")
    if days.opens_on > scene.today or (gone and gone < days.opens_on):
        return []
    handed_in = days.due_on - dice.randrange(2, 40) * DAY
    checked = days.checked_by - dice.randrange(1, 10) * DAY
    confirmed = days.confirmed_by - dice.randrange(1, 12) * DAY
    at = {
        "open_report": (days.opens_on, None),
        "hand_in": (handed_in, owed.account),
        "endorse": (checked, owed.district),
        "send_back": (checked, owed.district),
        "confirm": (confirmed, scene.people["officer"]),
    }
    place = (owed.granted.turn, owed.granted.place)
    verbs = STUCK[place] if is_stuck(scene, owed.granted, days) else WHOLE
    why = "支出凭证不完整，请补充后重新提交。"
    steps = [
        Step(
            verb,
            office_hour(dice, at[verb][0]),
            at[verb][1],
            why if verb == "send_back" else "",
        )
        for verb in verbs
    ]
    return [step for step in steps if step.at < scene.now]


def _file(
    scene: Scene, owed: Owed, number: int, report: int, step: Step, days: Calendar
) -> None:
    """What was handed in, frozen; and what was spent of the award."""
    award, firm = owed.granted, owed.granted.chosen.case.firm
    share = ((award.city + award.district) / 20).quantize(Decimal("0.01"))
    spending = {"equipment": share, "staff": share}
    for purpose, amount in spending.items():
        scene.add(SpendingLine, report_id=report, purpose=purpose, amount=amount)
    figures = owed.figures.get(days.year, {})
    content = {
        "company": firm.name,
        "uscc": firm.uscc,
        "number": number,
        "year": days.year,
        "text": TEXT,
        "figures": [
            {"code": code, "amount": str(figures.get(code, "")), "from": "return"}
            for code in FOLLOWED
        ],
        "spending": [
            {"purpose": purpose, "amount": str(amount), "note": ""}
            for purpose, amount in spending.items()
        ],
        "files": [],
        "milestones": [],
    }
    scene.add(
        Filing,
        report_id=report,
        version=1,
        content=content,
        sha256=fingerprint(content),
        handed_in_at=step.at,
        handed_in_by_id=step.by,
    )


def _targets(scene: Scene, dice: Random, owed: Owed) -> None:
    """Two milestones of the first awards of a call; those of the past are shown."""
    award = owed.granted
    if award.place >= WITH_TARGETS:
        return
    _milestone(scene, dice, owed, 1, ("新增有效发明专利", "件", 10))
    _milestone(scene, dice, owed, 3, ("新产品累计销售收入", "万元", 2000))


def _milestone(
    scene: Scene, dice: Random, owed: Owed, number: int, wanted: tuple[str, str, int]
) -> None:
    title, unit, target = wanted
    due = date(owed.granted.decided_on.year + number, 12, 31)
    told = due + dice.randrange(40, 80) * DAY
    confirmed = told + dice.randrange(10, 30) * DAY
    done = confirmed < scene.today
    shown: dict[str, Any] = {}
    steps: list[Step] = []
    if done:
        claimed = Step("claim", office_hour(dice, told), owed.account)
        officer = scene.people["officer"]
        steps = [claimed, Step("accept", office_hour(dice, confirmed), officer)]
        paper = keep_accounts(scene, dice, by=owed.account, at=claimed.at)
        shown = {
            "actual": Decimal(target + dice.randrange(4)),
            "evidence_id": paper.pk,
            "claimed_at": claimed.at,
            "claimed_by_id": owed.account,
            "met_at": steps[1].at,
            "met_by_id": officer,
        }
    key = scene.add(
        Milestone,
        award_id=owed.granted.key,
        number=number,
        title=title,
        unit=unit,
        target=Decimal(target),
        due_on=due,
        status=ends_in(MILESTONE, [step.verb for step in steps]),
        **shown,
    )
    record(scene, Milestone, key, MILESTONE, steps)


def _finding(scene: Scene, dice: Random, owed: Owed) -> None:
    found = AMISS.get((owed.granted.turn, owed.granted.place))
    if found is None or scene.part:
        return
    text, is_open = found
    opened = office_hour(dice, scene.today - dice.randrange(20, 40) * DAY)
    officer = scene.people["officer"]
    due = scene.today + 14 * DAY if is_open else opened.date() + 10 * DAY
    steps = [] if is_open else list(_settling(scene, dice, owed, opened))
    told: dict[str, Any] = {}
    if steps:
        told = {
            "answer": "已补充材料。",
            "answered_at": steps[0].at,
            "answered_by_id": steps[0].by,
            "outcome": SETTLED,
            "closed_at": steps[1].at,
            "closed_by_id": steps[1].by,
        }
    key = scene.add(
        Finding,
        award_id=owed.granted.key,
        text=text,
        basis="市级科技计划项目资金管理办法",
        due_on=due,
        status=ends_in(FINDING, [step.verb for step in steps]),
        opened_at=opened,
        opened_by_id=officer,
        **told,
    )
    note(scene, Finding, key, "open_finding", opened, by=officer)
    record(scene, Finding, key, FINDING, steps)


def _settling(scene: Scene, dice: Random, owed: Owed, opened: datetime) -> list[Step]:
    answered = office_hour(dice, opened.date() + 6 * DAY)
    closed = office_hour(dice, opened.date() + 9 * DAY)
    return [
        Step("answer", answered, owed.account),
        Step("close", closed, scene.people["checker"], SETTLED),
    ]


def _evaluate(scene: Scene, dice: Random, owed: Owed) -> None:
    """A completed award has been evaluated, and signed by two."""
    award, firm = owed.granted, owed.granted.chosen.case.firm
    budget = award.city + award.district
    spent = (budget * dice.randrange(86, 100) / 100).quantize(Decimal("0.01"))
    rate = spent / budget
    rows = [(*line[:5], line[5] + dice.randrange(-1, 2), line[6]) for line in FORM]
    measures = [
        Measure(Decimal(row[3]), Decimal(row[4]), Decimal(row[5]), row[6])
        for row in rows
    ]
    score = total(rate, measures)
    day = (award.when("complete") or scene.today) - 3 * DAY
    first, second = office_hour(dice, day), office_hour(dice, day + 2 * DAY)
    officer, leader = scene.people["officer"], scene.people["leader"]
    steps = [Step("evaluate", first, officer), Step("countersign", second, leader)]
    case = award.chosen.case
    content = {
        "award": award.number,
        "company": firm.name,
        "uscc": firm.uscc,
        "program": {"zh-hans": case.wave.plan.zh, "en": case.wave.plan.en},
        "amount": str(budget),
        "decided": award.decided_on.isoformat(),
        "budget": str(budget),
        "spent": str(spent),
        "rate": f"{rate:.4f}",
        "execution": f"{execution_points(rate):.4f}",
        "lines": [
            {
                "section": row[0],
                "title": row[1],
                "unit": row[2],
                "direction": row[6],
                "points": str(row[3]),
                "target": str(row[4]),
                "actual": str(row[5]),
                "earned": f"{measure.earned:.4f}",
                "note": "",
            }
            for row, measure in zip(rows, measures, strict=True)
        ],
        "score": str(score),
        "grade": grade(score).value,
        "summary": "项目按期完成，主要指标达到或超过预期。",
        "advice": "",
    }
    key = scene.add(
        Evaluation,
        award_id=award.key,
        status=ends_in(EVALUATION, [step.verb for step in steps]),
        budget=budget,
        spent=spent,
        summary=content["summary"],
        score=score,
        grade=content["grade"],
        content=content,
        sha256=fingerprint(content),
        evaluated_at=first,
        evaluated_by_id=officer,
        countersigned_at=second,
        countersigned_by_id=leader,
    )
    record(scene, Evaluation, key, EVALUATION, steps)
    for section, title, unit, points, target, actual, direction in rows:
        scene.add(
            EvaluationLine,
            evaluation_id=key,
            section=section,
            title=title,
            unit=unit,
            direction=direction,
            points=Decimal(points),
            target=Decimal(target),
            actual=Decimal(actual),
        )
