"""Experts, their draws and their scores, by the same rules as the real ones."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random
from statistics import median

from config.demo.applicants import REVIEWED, Case, Sheet
from config.demo.calls import Wave
from config.demo.days import DAY, office_hour
from config.demo.experts import Member
from config.demo.history import Step, ends_in, record
from config.demo.panels import ask_to_avoid, await_witness, convene
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from foundation.periods import midnight
from programs.catalogue.rules import Criterion
from programs.experts.states import ConflictKind
from programs.models import (
    Assignment,
    Conflict,
    OutlierConfirmation,
    PanelCase,
    ReviewPlan,
    Score,
)
from programs.reviews import rules
from programs.reviews.states import LIFECYCLE, Status

NOON, EVENING = timedelta(hours=12), timedelta(hours=18)
STRANGE = 97  # one of so many sheets
GROUP = 24  # applications of a panel at most
COMMENTS = [
    "技术路线清晰，研发投入持续稳定，知识产权布局较完整，产业化基础较好。",
    "企业成长性良好，市场定位明确，团队结构合理，建议加强核心技术的专利保护。",
    "创新点较突出，但规模化应用仍需验证，财务指标总体稳健。",
    "具有一定示范效应，产学研合作基础较好，需求明确。",
]
LONG_COMMENT = (
    "该企业申报材料与实际情况的对照说明如下：核心指标与同类企业相比差异明显，"
    "专家组逐项核对了研发费用、知识产权和财务数据，依据充分，评分理由已在会上说明。"
)
FEEDBACK = [
    "建议补充近三年主导产品的市场占有率数据，并说明与同类产品的差异。",
    "研发投入归集清楚，建议加快核心发明专利的布局和产业化验证。",
    "商业模式表述清晰，可进一步量化示范带动作用。",
]


def judge(
    scene: Scene, dice: Random, wave: Wave, cases: list[Case], pool: list[Member]
) -> None:
    """Draw panels and let them score; what they think settles who is chosen."""
    reviewed = [case for case in cases if case.fate in (*REVIEWED, "expert_review")]
    timeline = Timeline(scene, wave)
    for group in _groups(wave, reviewed):
        key, panel = convene(scene, dice, timeline, group, pool)
        for case in group:
            for member in panel:
                case.sheets.append(_sheet(dice, case, member, key))
            _close(dice, case)


def _groups(wave: Wave, cases: list[Case]) -> Iterator[list[Case]]:
    """Applications that one panel compares: of one type, and not too many."""
    under_way = [case for case in cases if case.fate == "expert_review"]
    done = [case for case in cases if case.fate != "expert_review"]
    for part in (done, under_way):
        for kind in wave.plan.kind.types:
            mine = [case for case in part if case.company_type == kind.code]
            for start in range(0, len(mine), GROUP):
                yield mine[start : start + GROUP]


def _sheet(dice: Random, case: Case, member: Member, draw: int) -> Sheet:
    sheet = case.wave.plan.kind.type_named(case.company_type).sheet
    thought = case.quality + member.strictness + dice.gauss(0, 3)
    if (int(case.number[-5:]) + member.key) % STRANGE == 0:
        thought -= 30  # somebody sees it quite differently
    points = {line.code: _points(dice, line, thought) for line in sheet}
    status: str = Status.SCORED
    if case.fate == "expert_review":
        status = dice.choices(
            [Status.SCORED, Status.DECLARED, Status.ASSIGNED], (4, 4, 2)
        )[0]
    elif dice.random() < 0.015:  # noqa: PLR2004  # of experts find a conflict
        status = Status.RECUSED
    total = rules.total(sheet, points)
    comment = dice.choice(COMMENTS)
    if total is not None and rules.needs_explaining(total):
        comment = f"{LONG_COMMENT}{comment}"
    return Sheet(member.key, status, points, total, comment, draw)


def _points(dice: Random, line: Criterion, thought: float) -> str:
    given = line.points * min(100.0, max(20.0, thought + dice.gauss(0, 5))) / 100
    halves = min(line.points * 2, max(0, round(given * 2)))
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def _close(dice: Random, case: Case) -> None:
    """The application's score, once everybody who was left has scored."""
    if case.fate == "expert_review":
        if all(sheet.status == Status.SCORED for sheet in case.sheets):
            case.sheets[dice.randrange(len(case.sheets))].status = Status.DECLARED
        return
    totals = [s.total for s in case.sheets if s.status == Status.SCORED and s.total]
    case.score = rules.aggregate(totals)


def write_reviews(
    scene: Scene, dice: Random, wave: Wave, cases: list[Case], pool: list[Member]
) -> None:
    await_witness(scene, wave, cases, pool)
    ask_to_avoid(scene, dice, cases)
    users = {member.key: member.user for member in pool}
    timeline = Timeline(scene, wave)
    for case in cases:
        if case.panel:
            scene.add(PanelCase, panel_id=case.panel, application_id=case.key)
        kept = [
            _assignment(scene, dice, timeline, case, sheet, users[sheet.expert])
            for sheet in case.sheets
        ]
        if case.score is not None:
            _confirm(scene, list(zip(case.sheets, kept, strict=True)), timeline)


def _confirm(scene: Scene, rows: list[tuple[Sheet, int]], timeline: Timeline) -> None:
    """What the chair said of scores far from the others, before the list was made."""
    scored = [(sheet, key) for sheet, key in rows if sheet.status == Status.SCORED]
    totals = [sheet.total or Decimal(0) for sheet, _key in scored]
    for sheet, key in scored:
        if not rules.is_outlier(sheet.total or Decimal(0), totals):
            continue
        chair = next(other for other, _key in scored if other is not sheet)
        scene.add(
            OutlierConfirmation,
            score_id=key,
            total=sheet.total,
            median=Decimal(median(totals)),
            chair_id=chair.expert,
            reason="组长核对了评分依据，专家对市场前景判断不同，评分维持。",
            confirmed_at=midnight(timeline.day("assign") + 18 * DAY) + NOON,
            confirmed_by_id=scene.people["officer"],
        )


def set_dates(scene: Scene, wave: Wave, cases: list[Case]) -> None:
    """Until when scores are taken where experts are at work today."""
    if not any(case.fate == "expert_review" for case in cases):
        return
    last = scene.calendar.after(scene.today, 10)
    ReviewPlan.objects.filter(call=wave.key).update(
        scores_until=midnight(last) + EVENING,
        set_at=scene.now,
        set_by=scene.people["officer"],
    )


VERBS: dict[str, list[str]] = {
    Status.ASSIGNED: [],
    Status.DECLARED: ["declare"],
    Status.SCORED: ["declare", "score"],
    Status.RECUSED: ["recuse"],
}


def _assignment(
    scene: Scene,
    dice: Random,
    timeline: Timeline,
    case: Case,
    sheet: Sheet,
    user: int,
) -> int:
    """Write it with its steps; the key of the score, or 0."""
    drawn = timeline.day("assign")
    days = sorted(dice.randrange(1, 10) for __ in range(2))
    verbs = VERBS[sheet.status]
    steps = [
        Step(
            verb,
            office_hour(dice, min(drawn + n * DAY, scene.today - DAY)),
            user,
            "本人近三年曾为该企业提供咨询。" if verb == "recuse" else "",
        )
        for verb, n in zip(verbs, days, strict=False)
    ]
    key = scene.add(
        Assignment,
        application_id=case.key,
        expert_id=sheet.expert,
        draw_id=sheet.draw,
        status=ends_in(LIFECYCLE, verbs),
        due_on=scene.calendar.after(drawn, 15),
    )
    steps.sort(key=lambda step: step.at)
    steps = [
        Step(verb, step.at, step.by, step.reason)
        for verb, step in zip(verbs, steps, strict=True)
    ]
    record(scene, Assignment, key, LIFECYCLE, steps)
    return _keep(scene, dice, case, sheet, key, user, steps)


def _keep(
    scene: Scene,
    dice: Random,
    case: Case,
    sheet: Sheet,
    assignment: int,
    user: int,
    steps: list[Step],
) -> int:
    """A submitted sheet, one half filled in, or why there is none."""
    if sheet.status == Status.SCORED:
        told = FEEDBACK[assignment % len(FEEDBACK)] if assignment % 2 else ""
        return int(
            scene.add(
                Score,
                assignment_id=assignment,
                points=sheet.points,
                total=sheet.total,
                comment=sheet.comment,
                feedback=told,
                submitted_at=steps[-1].at,
                submitted_by_id=user,
            )
        )
    if sheet.status == Status.DECLARED and dice.random() < 0.5:  # noqa: PLR2004  # of them have begun
        half = dict(list(sheet.points.items())[:2])
        scene.add(Score, assignment_id=assignment, points=half, comment="")
    elif sheet.status == Status.RECUSED:
        scene.add(
            Conflict,
            application_id=case.key,
            expert_id=sheet.expert,
            kind=ConflictKind.SHARES,
            note=steps[-1].reason,
            declared=True,
        )
    return 0
