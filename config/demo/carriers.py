"""Incubators: buildings and units whose areas add up to the city's figure exactly."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from config.demo import names
from config.demo.companies import zone_of
from config.demo.days import add_months, between
from config.demo.firms import Firm
from config.demo.people import SHOWN_DISTRICT, grant
from config.demo.scene import Scene
from config.demo.shares import areas, shares
from config.demo.words import DISTRICT_NAMES, DISTRICTS
from foundation.accounts.permissions import Role, ScopeKind
from incubators.carriers.states import (
    AreaKind,
    CarrierType,
    Level,
    Ownership,
    Specialism,
    UnitUse,
)
from incubators.models import AreaFact, Building, Carrier, Unit

CARRIERS = 230
CITY_AREA = Decimal("8800000.00")
CENT = Decimal("0.01")
OLD_SHARE = 0.62  # of carriers were open before the five years that are shown
DECLARED_SHARE = 0.08  # of carriers have also declared areas


@dataclass(frozen=True, slots=True)
class Model:
    """What a type of carrier is like."""

    carrier_type: CarrierType
    count: int  # among 230
    area: int  # typical
    units: tuple[int, int]
    zh: str
    en: str
    levels: tuple[int, int, int, int, int]  # weights, registered to national


MODELS = [
    Model(CarrierType.MAKER_SPACE, 70, 5_000, (20, 24),
          "众创空间", "Maker-Space", (40, 25, 20, 10, 5)),
    Model(CarrierType.INCUBATOR, 110, 28_000, (22, 34),
          "科技企业孵化器", "Incubator", (25, 25, 22, 16, 12)),
    Model(CarrierType.ACCELERATOR, 30, 75_000, (26, 38),
          "科技企业加速器", "Accelerator", (15, 25, 35, 20, 5)),
    Model(CarrierType.SCIENCE_PARK, 20, 170_000, (30, 40),
          "科技园", "Science Park", (20, 25, 30, 15, 10)),
]  # fmt: skip
# Share of units, and how large they are beside each other.
USES = [
    (UnitUse.TENANT, 0.73, 1.0),
    (UnitUse.PUBLIC, 0.19, 1.35),
    (UnitUse.OFFICE, 0.08, 1.0),
]


@dataclass(slots=True)
class Place:
    """A unit for tenants: what fits in, and since when."""

    number: int
    carrier: int
    unit: int
    district: str
    young: bool  # for startups rather than for grown companies
    area: Decimal
    opens_on: date


@dataclass(slots=True)
class Site:
    """A carrier on its way into the database."""

    key: int
    model: Model
    district: str
    area: Decimal
    opened_on: date
    places: list[Place] = field(default_factory=list)


def make_carriers(scene: Scene, firms: list[Firm]) -> list[Site]:
    """All carriers of this part; areas are divided top down, so nothing is lost."""
    dice = scene.dice("carriers")
    models = _models(scene, dice)
    districts = _districts(dice, len(models))
    total = CITY_AREA * Decimal(str(scene.size))
    weights = [model.area * dice.uniform(0.55, 1.6) for model in models]
    operators = _operators(firms)
    sites = []
    for model, district, area in zip(
        models, districts, areas(total, weights), strict=True
    ):
        site = _site(scene, dice, model, district, area, operators)
        _build(scene, dice, site)
        sites.append(site)
    return sites


def appoint_operator(scene: Scene, sites: list[Site]) -> None:
    """The sign-in runs the largest incubator of the district that is shown."""
    near = [site for site in sites if site.district == SHOWN_DISTRICT] or sites
    best = max(
        near,
        key=lambda site: (site.model.carrier_type == CarrierType.INCUBATOR, site.area),
    )
    user = scene.people["operator"]
    grant(scene, user, Role.OPERATOR, ScopeKind.CARRIER, best.key)


def _models(scene: Scene, dice: Random) -> list[Model]:
    counts = shares(scene.many(CARRIERS, least=4), [model.count for model in MODELS])
    models = [m for m, count in zip(MODELS, counts, strict=True) for __ in range(count)]
    dice.shuffle(models)
    return models


def _districts(dice: Random, count: int) -> list[str]:
    counts = shares(count, [area.weight for area in DISTRICTS])
    codes = [
        area.code for area, n in zip(DISTRICTS, counts, strict=True) for __ in range(n)
    ]
    dice.shuffle(codes)
    return codes


def _operators(firms: list[Firm]) -> dict[str, list[Firm]]:
    """Companies of each district that could run a carrier."""
    found: dict[str, list[Firm]] = {}
    for firm in firms:
        if firm.sound and firm.field == "services":
            found.setdefault(firm.district, []).append(firm)
    return found


def _site(
    scene: Scene,
    dice: Random,
    model: Model,
    district: str,
    area: Decimal,
    operators: dict[str, list[Firm]],
) -> Site:
    called, read = names.brand(dice)
    opened_on = _opened(scene, dice)
    operator = _operator(operators.get(district, []), opened_on)
    key = scene.add(
        Carrier,
        code=f"ZT{district}-{scene.next(f'carrier {district}'):03d}",
        name=f"广州{called}{DISTRICT_NAMES[district][0]}{model.zh}",
        english_name=f"{read} {DISTRICT_NAMES[district][1]} {model.en}",
        carrier_type=model.carrier_type,
        specialism=dice.choices(list(Specialism), (7, 3))[0],
        level=dice.choices(list(Level), model.levels)[0],
        ownership=dice.choices(list(Ownership), (3, 6, 1))[0],
        district_id=district,
        zone_id=zone_of(dice, district),
        operator_name=operator.name if operator else f"广州{called}孵化器管理有限公司",
        operator_id=operator.key if operator else None,
        address=names.address(dice, district),
        opened_on=opened_on,
    )
    return Site(key, model, district, area, opened_on)


def _opened(scene: Scene, dice: Random) -> date:
    before = add_months(scene.today, -63)
    if dice.random() < OLD_SHARE:
        return between(dice, add_months(scene.today, -168), before)
    return between(dice, before, add_months(scene.today, -5))


def _operator(able: list[Firm], opened_on: date) -> Firm | None:
    """A company that was there before its carrier; others are run by outsiders."""
    for n, firm in enumerate(able):
        if firm.founded_on < opened_on:
            firm.operates = True
            return able.pop(n)
    return None


def _build(scene: Scene, dice: Random, site: Site) -> None:
    """Divide the carrier's area among units, and the units among buildings."""
    uses = _uses(dice, site.model)
    sizes = [size * dice.lognormvariate(0, 0.45) for __, size in uses]
    measured = areas(site.area, sizes)
    halls = 1 + (site.model.area > 20_000) + (dice.random() < 0.3)  # noqa: PLR2004  # large ones have several
    extended_on = _extension(scene, dice, site)
    for hall in range(halls):
        mine = list(range(hall, len(uses), halls))
        new = extended_on if halls > 1 and hall == halls - 1 else None
        _raise(scene, dice, site, hall, [(uses[n][0], measured[n]) for n in mine], new)


def _uses(dice: Random, model: Model) -> list[tuple[UnitUse, float]]:
    counts = shares(dice.randint(*model.units), [use[1] for use in USES])
    return [
        (use, size)
        for (use, _share, size), n in zip(USES, counts, strict=True)
        for __ in range(n)
    ]


def _extension(scene: Scene, dice: Random, site: Site) -> date | None:
    """When the last building was added, for the few that have grown lately."""
    first = max(add_months(site.opened_on, 12), add_months(scene.today, -48))
    last = add_months(scene.today, -4)
    return between(dice, first, last) if first < last and dice.random() < 0.3 else None  # noqa: PLR2004  # of those that have several buildings


def _raise(
    scene: Scene,
    dice: Random,
    site: Site,
    hall: int,
    units: list[tuple[UnitUse, Decimal]],
    added_on: date | None,
) -> None:
    """A building with its units; today its units measure the most they ever did."""
    measured = sum((area for __, area in units), Decimal(0))
    floors = max(2, round(len(units) / dice.uniform(1.5, 4)))
    building = scene.add(
        Building,
        carrier_id=site.key,
        name=f"{'ABCD'[hall]}栋",
        floors=floors,
        area=(measured * Decimal(str(round(dice.uniform(1.05, 1.25), 3)))).quantize(
            CENT
        ),
        measured=measured,
    )
    declared = dice.random() < DECLARED_SHARE
    for n, (use, area) in enumerate(units):
        floor = 1 + n * floors // len(units)
        number = f"{floor}{n % 100:02d}"
        unit = scene.add(
            Unit, building_id=building, number=number, floor=floor, use=use
        )
        opens_on = added_on or site.opened_on
        least = _measure(scene, dice, unit, area, opens_on)
        if declared:
            _fact(scene, unit, AreaKind.DECLARED, area + 5, opens_on)
        if use == UnitUse.TENANT:
            site.places.append(_place(scene, site, unit, least, opens_on))


def _measure(
    scene: Scene, dice: Random, unit: int, area: Decimal, opens_on: date
) -> Decimal:
    """The unit's area; a few were measured again, and found or made larger."""
    middle = add_months(scene.today, -dice.randint(3, 40))
    if dice.random() > 0.03 or middle <= opens_on:  # noqa: PLR2004  # how many were rebuilt
        _fact(scene, unit, AreaKind.MEASURED, area, opens_on)
        return area
    before = (area * Decimal("0.8")).quantize(CENT)
    _fact(scene, unit, AreaKind.MEASURED, before, opens_on, middle)
    _fact(scene, unit, AreaKind.MEASURED, area, middle)
    return before


def _fact(
    scene: Scene,
    unit: int,
    kind: AreaKind,
    area: Decimal,
    starts_on: date,
    ends_on: date | None = None,
) -> None:
    scene.add(
        AreaFact,
        unit_id=unit,
        kind=kind,
        area=area,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _place(scene: Scene, site: Site, unit: int, area: Decimal, opens_on: date) -> Place:
    young = site.model.carrier_type in (CarrierType.MAKER_SPACE, CarrierType.INCUBATOR)
    number = scene.next("place")
    return Place(number, site.key, unit, site.district, young, area, opens_on)
