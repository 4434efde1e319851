"""Tenancies: every stay gets a unit of its own, so that no unit is ever overfull."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from random import Random

from config.demo.carriers import Place, Site
from config.demo.days import DAY, add_months, moment, office_hour
from config.demo.firms import Firm
from config.demo.history import Step, ends_in, record
from config.demo.scene import Scene
from config.demo.stays import Stay, plan_stays
from incubators.models import Graduation, Occupancy, Tenancy
from incubators.tenancies.states import LIFECYCLE, Criterion, TenantClass

CENT = Decimal("0.01")
JOURNALED_MONTHS = 24
WAITING, ADMITTED, REFUSED = 26, 17, 8  # applications for rooms
GRADUATES = 0.62  # of the tenants that left

Free = tuple[date, int, Place]  # from when, a number to break ties, what


@dataclass
class Rooms:
    """The units that are free, by district and by whom they suit."""

    free: dict[tuple[str, bool], list[Free]] = field(default_factory=dict)

    def offer(self, place: Place, since: date) -> None:
        pool = self.free.setdefault((place.district, place.young), [])
        heappush(pool, (since, place.number, place))

    def take(self, stay: Stay) -> Place | None:
        """The one that has been free longest: nearby and fitting, else anywhere."""
        young = stay.tenant_class == TenantClass.TENANT
        mine = stay.firm.district
        keys = [(mine, young), (mine, not young), *sorted(self.free)]
        for key in keys:
            pool = self.free.get(key)
            if pool and pool[0][0] <= stay.starts_on:
                return heappop(pool)[2]
        return None


def settle(scene: Scene, firms: list[Firm], sites: list[Site]) -> None:
    dice = scene.dice("tenancies")
    rooms = _all_rooms(dice, sites)
    for stay in plan_stays(scene, firms):
        place = rooms.take(stay)
        if place is None:
            continue
        _tenancy(scene, dice, stay, place)
        if stay.ends_on:
            rooms.offer(place, stay.ends_on + timedelta(days=dice.randrange(8, 120)))
    scene.writer.settle()
    _applicants(scene, dice, firms, sites)


def _all_rooms(dice: Random, sites: list[Site]) -> Rooms:
    """A new unit finds its first tenant sooner or later."""
    rooms = Rooms()
    for site in sites:
        for place in site.places:
            rooms.offer(place, place.opens_on + timedelta(days=dice.randrange(400)))
    return rooms


def _tenancy(scene: Scene, dice: Random, stay: Stay, place: Place) -> None:
    graduated = _graduates(dice, stay)
    steps = list(_steps(scene, dice, stay, graduated=graduated))
    key = scene.add(
        Tenancy,
        carrier_id=place.carrier,
        company_id=stay.firm.key,
        tenant_class=stay.tenant_class,
        status=ends_in(LIFECYCLE, [step.verb for step in steps]),
        applied_on=stay.starts_on - timedelta(days=dice.randrange(12, 60)),
        moved_in_on=stay.starts_on,
        term_ends_on=stay.term_ends_on,
        moved_out_on=stay.ends_on,
    )
    since = moment(add_months(scene.today, -JOURNALED_MONTHS), 0)
    record(scene, Tenancy, key, LIFECYCLE, steps, since=since)
    _occupy(scene, dice, key, stay, place)
    if graduated and stay.ends_on:
        _graduate(scene, dice, key, stay, stay.ends_on)


def _graduates(dice: Random, stay: Stay) -> bool:
    lucky = dice.random() < GRADUATES
    tenant = stay.tenant_class == TenantClass.TENANT
    return lucky and tenant and stay.firm.sound and stay.ends_on is not None


def _steps(
    scene: Scene, dice: Random, stay: Stay, *, graduated: bool
) -> Iterator[Step]:
    officer = scene.people["officer"]
    before = stay.starts_on - timedelta(days=dice.randrange(3, 12))
    yield Step("admit", office_hour(dice, before), officer)
    yield Step("move_in", office_hour(dice, stay.starts_on), officer)
    if stay.extended_on:
        reason = "产品注册周期较长，同意延期一年。"
        yield Step("extend", office_hour(dice, stay.extended_on), officer, reason)
    if stay.ends_on:
        verb = "graduate" if graduated else "move_out"
        reason = (
            "" if graduated else dice.choice(["租约到期", "迁往其他园区", "企业注销"])
        )
        yield Step(verb, office_hour(dice, stay.ends_on), officer, reason)


def _occupy(scene: Scene, dice: Random, tenancy: int, stay: Stay, place: Place) -> None:
    """Most take the unit whole; some begin with a part of it and grow."""
    area = (place.area * Decimal(dice.randrange(900, 1001)) / 1000).quantize(CENT)
    grown = stay.starts_on + timedelta(days=dice.randrange(200, 700))
    if dice.random() < 0.09 and grown < (stay.ends_on or scene.today):  # noqa: PLR2004  # how many grow
        part = (area * Decimal("0.6")).quantize(CENT)
        _sit(scene, tenancy, place, part, stay.starts_on, grown)
        _sit(scene, tenancy, place, area, grown, stay.ends_on)
    else:
        _sit(scene, tenancy, place, area, stay.starts_on, stay.ends_on)


def _sit(
    scene: Scene,
    tenancy: int,
    place: Place,
    area: Decimal,
    starts_on: date,
    ends_on: date | None,
) -> None:
    scene.add(
        Occupancy,
        tenancy_id=tenancy,
        unit_id=place.unit,
        area=area,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _graduate(scene: Scene, dice: Random, tenancy: int, stay: Stay, day: date) -> None:
    criterion, evidence = _criterion(dice, stay.firm, day)
    scene.add(
        Graduation,
        tenancy_id=tenancy,
        criterion=criterion,
        evidence=evidence,
        graduated_on=day,
        recorded_at=office_hour(dice, min(day + 2 * DAY, scene.today - DAY)),
        recorded_by_id=scene.people["officer"],
    )


def _criterion(dice: Random, firm: Firm, day: date) -> tuple[Criterion, str]:
    if firm.certified_on and firm.certified_on <= day:
        return Criterion.HTE, f"高新技术企业证书（{firm.certified_on.year}年）"
    if firm.revenue > 8_000:  # noqa: PLR2004  # thousand yuan, so two years exceed 10 million
        return Criterion.REVENUE, "近两年审计报告"
    if dice.random() < 0.93:  # noqa: PLR2004  # the rest is acquired
        return Criterion.FINANCING, "投资协议及银行进账单"
    return Criterion.ACQUIRED, "股权转让协议"


def _applicants(
    scene: Scene, dice: Random, firms: list[Firm], sites: list[Site]
) -> None:
    """Young companies that have asked for a room and do not sit in one yet."""
    newest = sorted(firms, key=lambda firm: firm.founded_on, reverse=True)
    waiting = [firm for firm in newest if firm.sound][: scene.many(120, least=12)]
    outcomes: list[list[str]] = [[]] * scene.many(WAITING, least=1)
    outcomes += [["admit"]] * scene.many(ADMITTED, least=1)
    outcomes += [["refuse"]] * scene.many(REFUSED, least=1)
    for verbs in outcomes:
        firm, site = waiting.pop(), dice.choice(sites)
        asked = scene.today - timedelta(days=dice.randrange(5, 40))
        answered = office_hour(dice, asked + 3 * DAY)
        steps = [Step(verb, answered, scene.people["officer"]) for verb in verbs]
        key = scene.add(
            Tenancy,
            carrier_id=site.key,
            company_id=firm.key,
            status=ends_in(LIFECYCLE, verbs),
            applied_on=asked,
        )
        record(scene, Tenancy, key, LIFECYCLE, steps)
