"""The registry: companies of eleven districts, and the few that need care."""

from datetime import date
from decimal import Decimal
from random import Random

from config.demo import names
from config.demo.days import add_months, between, moment, office_hour
from config.demo.firms import Firm, invent
from config.demo.scene import Scene
from config.demo.shares import shares
from config.demo.words import DISTRICTS
from startups.companies.rules import sector, size_class
from startups.companies.states import RegistryState, Status
from startups.models import Company, CompanyName, Merge

COMPANIES = 6_000
REGISTRY_MONTHS = 54  # since when the city keeps this registry
TROUBLE = [  # how many of 6,000 are not simply verified and in operation
    (14, Status.UNVERIFIED, RegistryState.NORMAL),
    (4, Status.REFUSED, RegistryState.NORMAL),
    (38, Status.VERIFIED, RegistryState.ABNORMAL),
    (55, Status.VERIFIED, RegistryState.MOVED_OUT),
    (70, Status.VERIFIED, RegistryState.DISSOLVED),
]
MERGED = 5
RENAMED = 240


def make_companies(scene: Scene) -> list[Firm]:
    """All companies of this part of the city, district by district."""
    dice = scene.dice("companies")
    counts = shares(
        scene.many(COMPANIES, least=60), [area.weight for area in DISTRICTS]
    )
    firms = [
        invent(scene, dice, area.code)
        for area, count in zip(DISTRICTS, counts, strict=True)
        for __ in range(count)
    ]
    states = _states(scene, dice, firms)
    for n, firm in enumerate(firms):
        status, registry_state = states.get(n, (Status.VERIFIED, RegistryState.NORMAL))
        firm.sound = n not in states
        _enter(scene, dice, firm, status=status, registry_state=registry_state)
    _rename(scene, dice, firms)
    _merge(scene, dice, [firm for firm in firms if firm.sound])
    return firms


def _states(
    scene: Scene, dice: Random, firms: list[Firm]
) -> dict[int, tuple[Status, RegistryState]]:
    """Which companies are not as they should be."""
    wanted = [
        (status, registry)
        for count, status, registry in TROUBLE
        for __ in range(scene.many(count, least=1))
    ]
    return dict(zip(dice.sample(range(len(firms)), len(wanted)), wanted, strict=True))


def _enter(
    scene: Scene,
    dice: Random,
    firm: Firm,
    *,
    status: Status,
    registry_state: RegistryState,
) -> None:
    firm.key = scene.add(
        Company,
        uscc=firm.uscc,
        name=firm.name,
        english_name=firm.english,
        status=status,
        registry_state=registry_state,
        district_id=firm.district,
        industry=firm.industry,
        founded_on=firm.founded_on,
        registered_capital=_capital(dice, firm.revenue),
        legal_representative=firm.representative,
        address=names.address(dice, firm.district),
        contact_name=names.person(dice),
        contact_phone=names.phone(dice),
        contact_email=email(firm, "contact"),
        size=_size(firm),
        created_at=_entered(scene, dice, firm.founded_on),
    )
    _put_in_zone(scene, dice, firm)


def email(firm: Firm, who: str) -> str:
    """An address at the company's own invented domain, which nobody can own."""
    return f"{who}@{firm.uscc[2:].lower()}.example.org"


def _capital(dice: Random, revenue: int) -> Decimal:
    size = max(1, round(revenue / 8_000))
    return Decimal(dice.choice([1, 2, 3, 5, 10]) * min(size, 50) * 1_000_000)


def _size(firm: Firm) -> str:
    """By the official rule; revenue and assets there are in 10,000 yuan."""
    revenue = firm.revenue // 10
    found = size_class(
        sector(firm.industry), staff=firm.staff, revenue=revenue, assets=revenue
    )
    return str(found or "")


def _entered(scene: Scene, dice: Random, founded_on: date) -> object:
    opened = add_months(scene.today, -REGISTRY_MONTHS)
    return office_hour(dice, between(dice, max(opened, founded_on), scene.today))


def _put_in_zone(scene: Scene, dice: Random, firm: Firm) -> None:
    if zone := zone_of(dice, firm.district):
        scene.add(Company.zones.through, company_id=firm.key, zone_id=zone)


def zone_of(dice: Random, district: str) -> str | None:
    """The development zone of somebody in that district, if in any."""
    lot = dice.random()
    for zone, share in next(a.zones for a in DISTRICTS if a.code == district):
        if lot < share:
            return zone
        lot -= share
    return None


def _rename(scene: Scene, dice: Random, firms: list[Firm]) -> None:
    for firm in dice.sample(firms, scene.many(RENAMED, least=1)):
        former = names.brand(dice)[0]
        changed = between(dice, firm.founded_on, scene.today)
        name = f"广州{former}贸易有限公司"
        scene.add(CompanyName, company_id=firm.key, name=name, until=changed)


def _merge(scene: Scene, dice: Random, sound: list[Firm]) -> None:
    """Records that were entered under a wrong code, later found out."""
    for kept in dice.sample(sound, scene.many(MERGED, least=1)):
        double = invent(scene, dice, kept.district)
        key = scene.add(
            Company,
            uscc=double.uscc,
            name=kept.name,
            status=Status.MERGED,
            district_id=kept.district,
            founded_on=kept.founded_on,
            merged_into_id=kept.key,
            created_at=moment(scene.today, 9),
        )
        scene.add(
            Merge,
            kept_id=kept.key,
            absorbed_id=key,
            reason="同一企业重复登记，统一社会信用代码录入有误。",
            merged_at=moment(scene.today, 9),
            merged_by_id=scene.people["officer"],
        )
