"""Panels drawn by the real rules, confirmed by a second person, and at work."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from config.demo.applicants import Case
from config.demo.calls import Wave
from config.demo.days import office_hour
from config.demo.experts import Member
from config.demo.history import Step, note, record
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from programs.models import Avoidance, Draw, DrawConfirmation, Panel, PanelCase, Seat
from programs.panels import rules
from programs.panels.rules.drawing import ALGORITHM
from programs.panels.states import LIFECYCLE, SEAT_LIFECYCLE, SeatStatus, Status

PANEL = rules.Composition(size=5, reserves=5, finance=1, investment=1)
UNPAID = rules.Composition(size=5, reserves=5)
MOST_TURNS = 200
SOURCE = "中国体育彩票排列5当期号码（示例）"


def convene(
    scene: Scene,
    dice: Random,
    timeline: Timeline,
    group: list[Case],
    pool: list[Member],
) -> tuple[int, list[Member]]:
    """A panel for a group of applications: its draw, and who sits in it."""
    wave = timeline.wave
    wanted = PANEL if wave.plan.kind.pays else UNPAID
    number = scene.next(f"draw {wave.slug}")
    seed, drawn = _seeded(scene, wave, number, group, pool, wanted)
    at = office_hour(dice, timeline.day("assign"))
    panel = _panel(scene, timeline, number, group, wanted)
    _announce(scene, panel, at)
    key = _draw(scene, panel, wave, at, _facts(group, pool, seed, drawn, wanted))
    record(scene, Panel, panel, LIFECYCLE, _steps(scene, at))
    seated = {each.drawn["key"]: each for each in pool}
    for position, name in enumerate([*drawn.members, *drawn.reserves], 1):
        sits = position <= wanted.size
        _seat(scene, panel, key, seated[name], position, at, sits=sits)
    return key, [seated[name] for name in drawn.members]


def await_witness(
    scene: Scene, wave: Wave, cases: list[Case], pool: list[Member]
) -> None:
    """Eligible applications whose panel was drawn this morning: nobody is named yet."""
    group = [case for case in cases if case.fate == "eligible"]
    if not group:
        return
    wanted = PANEL if wave.plan.kind.pays else UNPAID
    number = scene.next(f"draw {wave.slug}")
    seed, drawn = _seeded(scene, wave, number, group, pool, wanted)
    at, today = scene.now - timedelta(minutes=40), scene.today
    key: int = scene.add(
        Panel,
        call_id=wave.key,
        name=f"第{number}组",
        status=str(Status.DRAWN),
        starts_on=scene.calendar.after(today, 1),
        due_on=scene.calendar.after(today, 16),
        deviation="周末前抽取，评审于下一工作日开始。",
        **_seats(wanted),
    )
    _announce(scene, key, at)
    for case in group:
        scene.add(PanelCase, panel_id=key, application_id=case.key)
    _draw(scene, key, wave, at, _facts(group, pool, seed, drawn, wanted), seen=False)
    record(scene, Panel, key, LIFECYCLE, [Step("draw", at, scene.people["officer"])])


def _announce(scene: Scene, panel: int, drawn_at: datetime) -> None:
    """Where the seed would be from was said days before anybody could know it."""
    officer, before = scene.people["officer"], drawn_at - timedelta(days=3)
    note(scene, Panel, panel, "plan", before, by=officer, seed_source=SOURCE)


def _seats(wanted: rules.Composition) -> dict[str, Any]:
    return {
        "seed_source": SOURCE,
        "size": wanted.size,
        "reserves": wanted.reserves,
        "finance": wanted.finance,
        "investment": wanted.investment,
    }


def ask_to_avoid(scene: Scene, dice: Random, cases: list[Case]) -> None:
    """Now and then an applicant names somebody whom it fears."""
    for case in cases:
        if case.fate not in ("submitted", "formal_review", "eligible"):
            continue
        if dice.random() < 0.25:  # noqa: PLR2004  # of them do
            whom, name, reason = dice.choice(FEARED)
            scene.add(
                Avoidance,
                application_id=case.key,
                position=1,
                whom=whom,
                name=name,
                reason=reason,
                asked_at=case.steps[0].at,
                asked_by_id=case.steps[0].by,
            )


FEARED = [
    ("employer", "示例产业技术研究院", "该院与我公司存在同类产品竞争。"),
    ("employer", "木棉创投（示例）", "该机构投资了我公司的直接竞争对手。"),
    ("expert", "欧阳示例", "该专家曾任我公司诉讼对方的技术顾问。"),
]


def _steps(scene: Scene, at: datetime) -> list[Step]:
    officer, seen_by = scene.people["officer"], scene.people["supervisor"]
    return [
        Step("draw", at, officer),
        Step("confirm", at, seen_by),
        Step("begin", at, officer),
    ]


def _panel(
    scene: Scene,
    timeline: Timeline,
    number: int,
    group: list[Case],
    wanted: rules.Composition,
) -> int:
    day = timeline.day("assign")
    kind = timeline.wave.plan.kind.type_named(group[0].company_type)
    key: int = scene.add(
        Panel,
        call_id=timeline.wave.key,
        name=f"{kind.label} 第{number}组",
        status=str(Status.AT_WORK),
        starts_on=day,
        due_on=scene.calendar.after(day, 15),
        **_seats(wanted),
    )
    for case in group:
        case.panel = key
    return key


def _facts(
    group: list[Case],
    pool: list[Member],
    seed: str,
    drawn: rules.Drawn,
    wanted: rules.Composition,
) -> dict[str, Any]:
    """What decides a draw, and its marks."""
    people = [each.drawn for each in pool]
    facts: dict[str, Any] = {
        "algorithm": ALGORITHM,
        "criteria": {
            "composition": wanted.as_data(),
            "applications": sorted(case.number for case in group),
            "conflicts": [],
        },
        "pool": people,
        "seed": seed,
        "reserves": drawn.reserves,
    }
    mark = rules.fingerprint({**facts, "members": drawn.members})
    return {
        **facts,
        "result": drawn.members,
        "pool_sha256": rules.fingerprint(people),
        "record_sha256": mark,
    }


def _draw(
    scene: Scene,
    panel: int,
    wave: Wave,
    at: datetime,
    facts: dict[str, Any],
    *,
    seen: bool = True,
) -> int:
    officer, witness = scene.people["officer"], scene.people["supervisor"]
    key: int = scene.add(
        Draw,
        panel_id=panel,
        call_id=wave.key,
        seed_source=SOURCE,
        size=len(facts["result"]),
        drawn_at=at,
        drawn_by_id=officer,
        **facts,
    )
    note(
        scene,
        Draw,
        key,
        "draw",
        at,
        by=officer,
        seed=facts["seed"],
        pool=facts["pool_sha256"],
        sha256=facts["record_sha256"],
    )
    if seen:
        by = {"confirmed_at": at, "confirmed_by_id": witness}
        scene.add(DrawConfirmation, draw_id=key, **by)
    return key


def _seat(  # whose, where, and whether they sit
    scene: Scene,
    panel: int,
    draw: int,
    member: Member,
    position: int,
    at: datetime,
    *,
    sits: bool,
) -> None:
    key = scene.add(
        Seat,
        panel_id=panel,
        draw_id=draw,
        expert_id=member.key,
        position=position,
        status=str(SeatStatus.ACCEPTED if sits else SeatStatus.RESERVE),
    )
    if sits:
        steps = [Step("invite", at), Step("accept", at, member.user)]
        record(scene, Seat, key, SEAT_LIFECYCLE, steps)


def _seeded(  # whom it has to draw decides with
    scene: Scene,
    wave: Wave,
    number: int,
    group: list[Case],
    pool: list[Member],
    wanted: rules.Composition,
) -> tuple[str, rules.Drawn]:
    """A number that everybody knew that day; where the expert sign-in has work to do,
    the first number that draws them.
    """
    people, shown = [each.drawn for each in pool], pool[0].drawn["key"]
    must = scene.part == 0 and group[0].fate == "expert_review"
    for turn in range(MOST_TURNS):
        seed = f"{wave.slug}/{number}/{turn}"
        drawn = rules.draw(people, wanted, seed)
        if not must or shown in drawn.members:
            return seed, drawn
    raise ValueError("no seed draws the expert who is to be drawn")
