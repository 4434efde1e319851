"""The two programs in their fourth of five years, and the money set aside for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.demo.days import add_months, moment, plan_start
from config.demo.history import note
from config.demo.scene import Scene
from config.demo.shares import areas, scaled
from foundation.money import matched
from programs.catalogue.kinds import KINDS
from programs.catalogue.rules import Kind
from programs.catalogue.states import Source
from programs.models import BudgetLine, Program

YEARS = 5
AWARDS, PLACES = 100, 200  # targets of a city of scale 1
CEILING = Decimal("5000000.00")
SECOND_APPROVAL_FROM = Decimal("1000000.00")
BUDGET = Decimal("400000000.00")
CITY_RATIO = Decimal("0.600")
# Awards that each year of the plan is meant to bring; most of the money is spent early.
PACE = (19, 19, 20, 22, 20)


@dataclass(frozen=True, slots=True)
class Plan:
    """A program as the rest of the city needs to know it."""

    key: int
    slug: str
    kind: Kind
    starts_on: date
    rule_version: str
    basis: str
    zh: str
    en: str


def start_programs(scene: Scene) -> dict[str, Plan]:
    """Both programs, by the code of their kind; awards have budget lines."""
    first = plan_start(scene.today)
    money = max(CEILING * YEARS * 2, BUDGET * Decimal(str(scene.scale)))
    plans = [
        _start(
            scene,
            first,
            KINDS["role-model-award"],
            zh="重点服务创新标杆企业奖励计划",
            en="Role-Model Company Award",
            quota=scaled(AWARDS, scene.scale, least=6),
            ceiling=CEILING,
            second_approval_from=SECOND_APPROVAL_FROM,
            budget=money.quantize(Decimal("0.01")),
            city_ratio=CITY_RATIO,
        ),
        _start(
            scene,
            first,
            KINDS["sme-support"],
            zh="科技型中小企业跟踪服务计划",
            en="SME Support and Tracking",
            quota=scaled(PLACES, scene.scale, least=12),
        ),
    ]
    _budget(scene, plans[0], money)
    return {plan.kind.code: plan for plan in plans}


def _start(
    scene: Scene, first: date, kind: Kind, *, zh: str, en: str, **limits: object
) -> Plan:
    version = str(first.year)
    basis = f"穗科示规〔{first.year}〕{len(kind.types)}号"
    key = scene.add(
        Program,
        slug=kind.code,
        kind=kind.code,
        name={"zh-hans": zh, "en": en},
        purpose=PURPOSES[kind.code],
        basis=basis,
        starts_on=first,
        ends_on=add_months(first, 12 * YEARS),
        rule_version=version,
        **limits,
    )
    at, officer = moment(first, 9), scene.people["officer"]
    note(scene, Program, key, "start", at, by=officer, quota=limits["quota"])
    return Plan(key, kind.code, kind, first, version, basis, zh, en)


PURPOSES = {
    "role-model-award": {
        "zh-hans": "五年内遴选百家创新标杆企业，每家奖励最高五百万元。",
        "en": "To choose a hundred role-model companies within five years and award "
        "each of them up to five million yuan.",
    },
    "sme-support": {
        "zh-hans": "五年内遴选二百家科技型中小企业，一对一提供跟踪服务。",
        "en": "To choose two hundred small and medium companies within five years and "
        "support each of them with visits, diagnosis and matching.",
    },
}


def _budget(scene: Scene, plan: Plan, money: Decimal) -> None:
    for year, whole in _yearly(plan.starts_on, money):
        city, district = matched(whole, CITY_RATIO)
        for source, amount in ((Source.CITY, city), (Source.DISTRICT, district)):
            scene.add(
                BudgetLine,
                program_id=plan.key,
                year=year,
                source=source,
                amount=amount,
            )


def _yearly(first: date, money: Decimal) -> Iterator[tuple[int, Decimal]]:
    """The whole budget by calendar years; a plan from July has its awards a year on."""
    start = first.year if first.month == 1 else first.year + 1
    return zip(range(start, start + YEARS), areas(money, PACE), strict=True)
