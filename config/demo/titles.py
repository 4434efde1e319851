"""What companies are certified as; exactly so many are high-tech enterprises today."""

from datetime import date
from random import Random

from config.demo.codes import hte_number
from config.demo.days import CERTIFYING, DAY, add_months, in_season
from config.demo.firms import Firm
from config.demo.scene import Scene
from startups.companies.states import QualificationKind as Kind
from startups.models import Qualification

CERTIFIED = 4_739
LAPSED = 240
TERM = 36  # months
YOUNGEST = 14  # months of age at which a company can be certified

# Other titles: how many of 6,000 hold one, months of term, by whom.
OTHERS = [(Kind.SRDI, 420, 36), (Kind.LITTLE_GIANT, 260, 36), (Kind.GAZELLE, 150, 36)]
UNICORNS = 4
TECH_SMES = 2_600


def certify(scene: Scene, firms: list[Firm]) -> None:
    """Give the titles of this part of the city."""
    dice = scene.dice("titles")
    old_enough = add_months(scene.today, -YOUNGEST)
    able = [firm for firm in firms if firm.sound and firm.founded_on < old_enough]
    count = scene.many(CERTIFIED)
    if len(able) < count:
        raise ValueError("too few companies are old enough to be certified")
    dice.shuffle(able)
    for firm in able[:count]:
        firm.certified = True
        _hold(scene, dice, firm, _last_issue(dice, firm, scene.today))
    for firm in able[count : count + scene.many(LAPSED)]:
        _lapse(scene, dice, firm)
    _others(scene, dice, [firm for firm in firms if firm.sound])


def _last_issue(dice: Random, firm: Firm, today: date) -> date:
    """A day whose three years are not over today, with the company a year old."""
    first = max(add_months(today, -TERM) + DAY, add_months(firm.founded_on, 12))
    return in_season(dice, first, today - DAY, CERTIFYING)


def _lapse(scene: Scene, dice: Random, firm: Firm) -> None:
    last = add_months(scene.today, -TERM)
    first = max(add_months(last, -20), add_months(firm.founded_on, 12))
    if first < last:
        _hold(scene, dice, firm, in_season(dice, first, last, CERTIFYING))


def _hold(scene: Scene, dice: Random, firm: Firm, issued_on: date) -> None:
    """This certificate, and the ones that it renewed."""
    while issued_on > add_months(firm.founded_on, 11):
        firm.certified_on = issued_on
        scene.add(
            Qualification,
            company_id=firm.key,
            kind=Kind.HTE,
            number=hte_number(issued_on.year, scene.next(f"hte {issued_on.year}")),
            issued_on=issued_on,
            valid_until=add_months(issued_on, TERM),
        )
        if issued_on.year <= scene.today.year - 7 or dice.random() < 0.3:  # noqa: PLR2004  # how far back the registry goes
            return
        issued_on = add_months(issued_on, -TERM)


def _others(scene: Scene, dice: Random, firms: list[Firm]) -> None:
    certified = sorted(
        (firm for firm in firms if firm.certified), key=lambda firm: -firm.research
    )
    leading = certified[: max(1, len(certified) // 4)]
    for kind, count, term in OTHERS:
        for firm in dice.sample(leading, min(len(leading), scene.many(count))):
            _title(scene, dice, firm, kind, term)
    for firm in certified[: scene.many(UNICORNS)]:
        _title(scene, dice, firm, Kind.UNICORN, None)
    for firm in dice.sample(firms, min(len(firms), scene.many(TECH_SMES))):
        if firm.revenue <= 200_000 and firm.staff <= 500:  # noqa: PLR2004  # what the rule says (D§3.3)
            _title(scene, dice, firm, Kind.TECH_SME, 12)


def _title(
    scene: Scene, dice: Random, firm: Firm, kind: Kind, term: int | None
) -> None:
    """Mostly in force today, some of them over."""
    back = (term or TERM) * 1.3
    first = max(add_months(scene.today, -round(back)), firm.founded_on)
    issued_on = in_season(dice, first, scene.today - DAY)
    scene.add(
        Qualification,
        company_id=firm.key,
        kind=kind,
        number=f"{issued_on.year}{firm.uscc[2:8]}{scene.next('title'):06d}",
        issued_on=issued_on,
        valid_until=add_months(issued_on, term) if term else None,
    )
