"""Experts, their draws and their scores, by the same rules as the real ones."""

from collections.abc import Iterator
from random import Random

from config.demo.applicants import REVIEWED, Case, Sheet
from config.demo.calls import Wave
from config.demo.days import DAY, office_hour
from config.demo.experts import Member
from config.demo.history import Step, ends_in, record
from config.demo.panels import convene
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from programs.catalogue.rules import Criterion
from programs.experts.states import ConflictKind
from programs.models import Assignment, Conflict, PanelCase, Score
from programs.reviews import rules
from programs.reviews.states import LIFECYCLE, Status

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
    users = {member.key: member.user for member in pool}
    timeline = Timeline(scene, wave)
    for case in cases:
        if case.panel:
            scene.add(PanelCase, panel_id=case.panel, application_id=case.key)
        for sheet in case.sheets:
            _assignment(scene, dice, timeline, case, sheet, users[sheet.expert])


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
) -> None:
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
    _keep(scene, dice, case, sheet, key, user, steps)


def _keep(
    scene: Scene,
    dice: Random,
    case: Case,
    sheet: Sheet,
    assignment: int,
    user: int,
    steps: list[Step],
) -> None:
    """A submitted sheet, one half filled in, or why there is none."""
    if sheet.status == Status.SCORED:
        scene.add(
            Score,
            assignment_id=assignment,
            points=sheet.points,
            total=sheet.total,
            comment=sheet.comment,
            submitted_at=steps[-1].at,
            submitted_by_id=user,
        )
    elif sheet.status == Status.DECLARED and dice.random() < 0.5:  # noqa: PLR2004  # of them have begun
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
