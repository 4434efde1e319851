"""Support of the chosen small companies: plans, visits, services, and needs."""

from datetime import date, timedelta
from random import Random

from config.demo.awards import give_place
from config.demo.days import DAY, add_months, between, office_hour
from config.demo.firms import Firm
from config.demo.history import Step, ends_in, note, record
from config.demo.needs import raise_needs
from config.demo.people import SERVICE_OFFICERS, grant
from config.demo.scene import Scene
from config.demo.selection import Chosen
from foundation.accounts.permissions import Role, ScopeKind
from startups.models import Plan, ServiceRecord, Visit
from startups.support.states import PLAN_LIFECYCLE, ServiceKind

QUARTER = 91
LATE = 0.09  # of the quarters nobody came
TOPICS = [
    "融资需求与银行授信", "研发进展与专利布局", "人才引进与培训", "应用场景对接",
    "场地与用电需求", "年度报表与政策申报", "市场拓展与订单情况",
]  # fmt: skip
SERVICES = {
    ServiceKind.FINANCE: "组织银行对接会，介绍信用贷款产品",
    ServiceKind.TECHNOLOGY: "对接高校实验室，安排技术交流",
    ServiceKind.MARKET: "推荐参加供需对接活动",
    ServiceKind.POLICY: "辅导政策申报材料",
    ServiceKind.TALENT: "协助办理人才入户",
    ServiceKind.PROPERTY: "提供专利检索与布局咨询",
    ServiceKind.TRAINING: "邀请参加管理培训",
    ServiceKind.MENTORING: "安排创业导师一对一辅导",
}


def support(scene: Scene, dice: Random, chosen: list[Chosen]) -> None:
    """A plan for every place, with all that was done under it."""
    for n, each in enumerate(chosen):
        lost = n == len(chosen) - 1 > 3 and each.case.wave.turn < 4  # noqa: PLR2004  # one in each of the older calls
        _support(scene, dice, each, lost=lost)


def _support(scene: Scene, dice: Random, chosen: Chosen, *, lost: bool) -> None:
    firm, starts_on = chosen.case.firm, chosen.at.date()
    officer = _officer(scene, firm)
    plan = scene.writer.reserve(Plan)
    ended = give_place(scene, dice, chosen, plan, lost=lost)
    here = ScopeKind.COMPANY
    grant(scene, officer, Role.SERVICE, here, firm.key, ended_at=ended)
    steps = []
    if ended:
        by = scene.people["officer"]
        steps = [Step("end_plan", ended + timedelta(minutes=5), by, "入选资格已撤销。")]
    scene.add(
        Plan,
        id=plan,
        company_id=firm.key,
        status=ends_in(PLAN_LIFECYCLE, [step.verb for step in steps]),
        starts_on=starts_on,
        ends_on=ended.date() if ended else None,
        officer_id=officer,
        goals="每季度至少走访一次；协助解决融资、人才与市场需求；跟踪年度指标。",
    )
    note(scene, Plan, plan, "plan", chosen.at, by=scene.people["officer"])
    record(scene, Plan, plan, PLAN_LIFECYCLE, steps)
    until = ended.date() if ended else scene.today
    _visits(scene, dice, plan, (officer, firm), starts_on, until)
    _services(scene, dice, plan, starts_on, until)
    raise_needs(scene, dice, firm, officer, starts_on, until)


def _officer(scene: Scene, firm: Firm) -> int:
    """Whoever has the fewest; the sign-in looks after the sign-in's company."""
    shown = firm.account == scene.people["company"]
    count = 0 if shown else scene.next("supported") % (SERVICE_OFFICERS + 1)
    return scene.people[f"service {count}"]


def _visits(
    scene: Scene,
    dice: Random,
    plan: int,
    who: tuple[int, Firm],
    first: date,
    until: date,
) -> None:
    officer, firm = who
    day = first + timedelta(days=dice.randrange(5, 40))
    while day < until:
        visited = min(scene.calendar.on_or_after(day), until - DAY)
        day += timedelta(days=dice.randrange(QUARTER - 20, QUARTER + 8))
        if dice.random() < LATE or visited < first:
            continue
        logged = office_hour(
            dice, min(visited + dice.randrange(3) * DAY, scene.today - DAY)
        )
        key = scene.add(
            Visit,
            plan_id=plan,
            visited_on=visited,
            on_site=dice.random() < 0.9,  # noqa: PLR2004  # the others are calls
            people=firm.representative,
            topics=dice.choice(TOPICS),
            findings="经营总体平稳，研发按计划推进。" if dice.random() < 0.6 else "",  # noqa: PLR2004  # is all that is said
            next_on=day if day > visited else None,
            logged_at=logged,
            logged_by_id=officer,
        )
        if visited > add_months(scene.today, -6):
            note(scene, Visit, key, "log_visit", logged, by=officer)


def _services(scene: Scene, dice: Random, plan: int, first: date, until: date) -> None:
    """A little more than one in a quarter; not all that are given are confirmed."""
    day = first + timedelta(days=dice.randrange(20, 60))
    while day < until:
        given = between(dice, day, min(day + 10 * DAY, until - DAY))
        kind, summary = dice.choice(list(SERVICES.items()))
        confirmed = given + timedelta(days=dice.randrange(1, 14))
        sure = confirmed < scene.today and dice.random() < 0.87  # noqa: PLR2004  # of services
        scene.add(
            ServiceRecord,
            plan_id=plan,
            kind=kind,
            given_on=given,
            summary=summary,
            confirmed_on=confirmed if sure else None,
            rating=dice.choices([5, 4, 3, 2], (55, 33, 9, 3))[0] if sure else None,
        )
        day += timedelta(days=dice.randrange(40, 95))
