"""The pool of experts: what they know, whom they work for, when they are away."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from config.demo import names
from config.demo.days import office_hour
from config.demo.people import DOMAIN, account, grant
from config.demo.scene import Scene
from config.demo.words import EMPLOYERS, INDUSTRIES, TITLES
from foundation.accounts.permissions import Role, ScopeKind
from programs.experts.states import Pool, Region, Specialty
from programs.models import Absence, CreditRecord, Employment, Expert

EXPERTS = 60
OFFICES: dict[str, list[str]] = {
    Specialty.FINANCE: ["岭南会计师事务所（示例）", "珠江税务师事务所（示例）"],
    Specialty.INVESTMENT: ["木棉创投（示例）", "穗新投资（示例）"],
}
TITLED: dict[str, list[str]] = {
    Specialty.FINANCE: ["注册会计师", "高级会计师"],
    Specialty.INVESTMENT: ["投资总监", "合伙人"],
}
SPECIAL = {1: Specialty.FINANCE, 3: Specialty.INVESTMENT}  # of every five people


@dataclass(frozen=True, slots=True)
class Member:
    """An expert as a draw sees one."""

    key: int
    user: int
    drawn: dict[str, Any]
    strictness: float


def make_experts(scene: Scene) -> list[Member]:
    """The pool of this part of the city; the first one is the sign-in to remember."""
    dice = scene.dice("experts")
    count = scene.many(EXPERTS, least=20)
    return [_expert(scene, dice, n) for n in range(count)]


def _expert(scene: Scene, dice: Random, n: int) -> Member:
    name = names.person(dice)
    if scene.part == 0 and n == 0:
        user, name = scene.people["expert"], "詹评审"
    else:
        user = account(scene, f"expert-{scene.next('expert')}@{DOMAIN}", name)
        grant(scene, user, Role.EXPERT, ScopeKind.ASSIGNMENT)
    specialty = SPECIAL.get(n % 5, Specialty.TECHNICAL)
    special = [office for offices in OFFICES.values() for office in offices]
    technical = [each for each in EMPLOYERS if each not in special]
    employer = dice.choice(OFFICES.get(specialty, technical))
    facts: dict[str, Any] = {
        "fields": sorted(dice.sample(FIELDS, 3)),
        "specialty": str(specialty),
        "region": str(_region(dice)),
        "pool": str(Pool.MAJOR if dice.random() < 0.3 else Pool.GENERAL),  # noqa: PLR2004  # of them
    }
    title = dice.choice(TITLED.get(specialty, TITLES[:5]))
    key = scene.add(Expert, user_id=user, title=title, **facts)
    _career(scene, dice, key, employer, technical)
    drawn = {"key": str(key), "name": name, "employers": [employer], **facts}
    return Member(key, user, drawn, dice.gauss(0, 2.5))


FIELDS = sorted({industry.field for industry in INDUSTRIES})


def _region(dice: Random) -> Region:
    return dice.choices(
        [Region.CITY, Region.PROVINCE, Region.OUTSIDE], (6, 3, 2)
    )[0]  # fmt: skip


def _career(
    scene: Scene, dice: Random, key: int, employer: str, others: list[str]
) -> None:
    """Where somebody works and has worked, when they are away, what was noted."""
    since = scene.today - timedelta(days=dice.randrange(200, 5_000))
    scene.add(Employment, expert_id=key, employer=employer, starts_on=since)
    if dice.random() < 0.4:  # noqa: PLR2004  # of them have changed
        former = dice.choice([each for each in others if each != employer])
        begun = since - timedelta(days=dice.randrange(700, 3_000))
        scene.add(
            Employment, expert_id=key, employer=former, starts_on=begun, ends_on=since
        )
    if dice.random() < 0.1:  # noqa: PLR2004  # of them travel next month
        away = scene.today + timedelta(days=dice.randrange(20, 40))
        back = away + timedelta(days=dice.randrange(5, 15))
        scene.add(Absence, expert_id=key, starts_on=away, ends_on=back, note="出国访问")
    if dice.random() < 0.1:  # noqa: PLR2004  # of them have a record
        _credited(scene, dice, key, since)


def _credited(scene: Scene, dice: Random, key: int, since: date) -> None:
    points, reason = dice.choice(
        [
            (-5, "评审意见过于简略。"),
            (-10, "未按期提交评分。"),
            (5, "意见详实，按期完成。"),
        ]
    )
    day = max(since, scene.today - timedelta(days=dice.randrange(30, 400)))
    scene.add(
        CreditRecord,
        expert_id=key,
        points=points,
        reason=reason,
        recorded_at=office_hour(dice, day),
        recorded_by_id=scene.people["officer"],
    )
