"""Who wants to sit in an incubator, from when until when; where comes afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from config.demo.days import DAY, add_months, between, in_season
from config.demo.firms import Firm
from config.demo.scene import Scene
from incubators.tenancies.states import TenantClass

ACTIVE = 3_500  # companies that sit somewhere today
ENTRY = 24  # months of age at which a company may still enter as a tenant
TERM, LONG_TERM = 48, 60  # months; the long one for the slow fields
SLOW_FIELDS = {"biomedicine", "electronics"}
SHOWN = 60  # months of history
RESIDENTS_GONE = 900  # grown companies that have come and gone


@dataclass(slots=True)
class Stay:
    firm: Firm
    tenant_class: TenantClass
    starts_on: date
    ends_on: date | None  # None: still there
    term_ends_on: date | None = None
    extended_on: date | None = None


def plan_stays(scene: Scene, firms: list[Firm]) -> list[Stay]:
    """All stays of this part, in the order in which they begin."""
    dice = scene.dice("stays")
    young = [stay for firm in firms if (stay := _incubated(scene, dice, firm))]
    taken = {stay.firm.key for stay in young}
    others = [
        firm
        for firm in firms
        if firm.key not in taken and firm.sound and not firm.operates
    ]
    dice.shuffle(others)
    now = sum(stay.ends_on is None for stay in young)
    wanted = max(0, scene.many(ACTIVE) - now)
    stays = young + [_resident(scene, dice, firm) for firm in others[:wanted]]
    gone = others[wanted : wanted + scene.many(RESIDENTS_GONE)]
    stays += [stay for firm in gone if (stay := _former(scene, dice, firm))]
    return sorted(stays, key=lambda stay: (stay.starts_on, stay.firm.key))


def _incubated(scene: Scene, dice: Random, firm: Firm) -> Stay | None:
    """A tenant: young when it entered, gone when its term is over, or overdue."""
    latest = min(add_months(firm.founded_on, ENTRY) - DAY, scene.today - 20 * DAY)
    too_old = add_months(scene.today, -SHOWN - TERM) > firm.founded_on
    if too_old or firm.founded_on >= latest or dice.random() < 0.18 or firm.operates:  # noqa: PLR2004  # how many find rooms elsewhere
        return None
    starts_on = in_season(dice, firm.founded_on + DAY, latest)
    months = LONG_TERM if firm.field in SLOW_FIELDS else TERM
    term = add_months(starts_on, months)
    stay = Stay(firm, TenantClass.TENANT, starts_on, None, term)
    _leave(scene, dice, stay)
    return stay


def _leave(scene: Scene, dice: Random, stay: Stay) -> None:
    """Some leave early, most by the end of their term, and a few overstay it."""
    today, term = scene.today, stay.term_ends_on or scene.today
    if not stay.firm.sound:
        stay.ends_on = _some_day(dice, stay.starts_on, min(term, today))
    elif dice.random() < 0.30:  # noqa: PLR2004  # grown or given up before the term
        left = _some_day(dice, stay.starts_on, term)
        stay.ends_on = left if left < today else None
    elif term <= today and dice.random() > 0.2:  # noqa: PLR2004  # of those whose term is over
        stay.ends_on = min(today - DAY, term + timedelta(days=dice.randrange(60)))
    if stay.ends_on is None and term <= today:
        _overstay(dice, stay, term, today)


def _some_day(dice: Random, first: date, last: date) -> date:
    """Half a year after the first at the earliest, if there is time."""
    return between(dice, min(first + timedelta(days=180), last - DAY), last - DAY) + DAY


def _overstay(dice: Random, stay: Stay, term: date, today: date) -> None:
    """With an extension of a year, or overdue; nobody overstays for years."""
    if dice.random() < 0.5 and add_months(term, 12) > today:  # noqa: PLR2004  # of them had it extended
        stay.extended_on = term - timedelta(days=30)
        stay.term_ends_on = add_months(term, 12)
    elif term < add_months(today, -14):
        stay.ends_on = term + timedelta(days=90)


def _resident(scene: Scene, dice: Random, firm: Firm) -> Stay:
    first = max(firm.founded_on + DAY, add_months(scene.today, -84))
    last = scene.today - 10 * DAY
    starts_on = in_season(dice, min(first, last), last)
    return Stay(firm, TenantClass.RESIDENT, starts_on, None)


def _former(scene: Scene, dice: Random, firm: Firm) -> Stay | None:
    """A grown company that has sat somewhere and moved on."""
    first = max(firm.founded_on + DAY, add_months(scene.today, -84))
    last = add_months(scene.today, -9)
    if first >= last:
        return None
    starts_on = in_season(dice, first, last)
    ends_on = _some_day(dice, starts_on, min(add_months(starts_on, 54), scene.today))
    return Stay(firm, TenantClass.RESIDENT, starts_on, ends_on)
