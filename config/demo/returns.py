"""Five years of returns of the companies that the city follows, with one slip."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from config.demo.applicants import Case
from config.demo.days import office_hour
from config.demo.finances import Year, history
from config.demo.firms import Firm
from config.demo.history import Step, ends_in, record
from config.demo.people import represent
from config.demo.scene import Scene
from startups.indicators.states import LIFECYCLE, Status, Verification
from startups.models import Return, Value

YEARS = 5
OTHERS = 300  # tracked companies beside the chosen ones
FOLLOWED = {"approved", "public_notice", "objection"}
SHOWN = {"REV", "REV_MAIN", "PROFIT", "NETPROFIT", "ASSET", "LIAB", "EQUITY", "RD_EXP"}
UNIT_SLIP = "TAX_PAID"  # told in yuan instead of thousands, by one company, once


def file_returns(scene: Scene, firms: list[Firm], cases: list[Case]) -> None:
    """All returns of the tracked companies of this part."""
    dice = scene.dice("returns")
    tracked = {
        c.firm.uscc: c.firm
        for c in cases
        if c.fate in FOLLOWED or c.wave.phase == "open"
    }
    others = [f for f in firms if f.certified and f.uscc not in tracked]
    wanted = min(len(others), scene.many(OTHERS, least=5))
    followed = [*tracked.values(), *dice.sample(others, wanted)]
    for firm in followed:
        past = history(scene.seed, firm, scene.today.year)
        for ago in range(YEARS, 0, -1):
            year = scene.today.year - ago
            if year > firm.founded_on.year:
                _file(scene, dice, firm, year, past[year])


def _file(scene: Scene, dice: Random, firm: Firm, year: int, figures: Year) -> None:
    account = represent(scene, firm)
    steps = _steps(scene, dice, firm, year, account)
    verbs = [step.verb for step in steps]
    status = ends_in(LIFECYCLE, verbs)
    key = scene.add(
        Return,
        company_id=firm.key,
        year=year,
        status=status,
        submitted_on=steps[0].at.date() if steps else None,
    )
    last_year = year == scene.today.year - 1
    since = None if last_year or not steps else steps[-1].at
    record(scene, Return, key, LIFECYCLE, steps, since=since)
    if status == Status.OPEN:
        figures = dict(list(figures.items())[: dice.randrange(4, 12)])
    elif status == Status.SUBMITTED and last_year and scene.next("slip") == 1:
        figures = figures | {UNIT_SLIP: figures[UNIT_SLIP] * 1_000}
    _values(scene, key, firm, year, figures, status)


def _steps(
    scene: Scene, dice: Random, firm: Firm, year: int, account: int
) -> list[Step]:
    """Handed in by March, checked by the district, confirmed by the city in April."""
    submitted = date(year + 1, 2, 10) + timedelta(days=dice.randrange(50))
    endorsed = submitted + timedelta(days=dice.randrange(4, 14))
    confirmed = endorsed + timedelta(days=dice.randrange(3, 15))
    district = scene.people[f"district {firm.district}"]
    planned = [
        Step("submit", _at(scene, dice, submitted), account),
        Step("endorse", _at(scene, dice, endorsed), district),
        Step("confirm", _at(scene, dice, confirmed), scene.people["officer"]),
    ]
    if year == scene.today.year - 1:
        lot = dice.random()
        planned = planned[: next(n for n, until in STUCK if lot < until)]
    return [step for step in planned if step.at.date() < scene.today]


# How far the returns of last year have come: with the company, the district, the city.
STUCK = [(0, 0.03), (1, 0.07), (2, 0.12), (3, 1.01)]


def _at(scene: Scene, dice: Random, day: date) -> datetime:
    return office_hour(dice, scene.calendar.on_or_after(day))


def _values(
    scene: Scene, filed: int, firm: Firm, year: int, figures: Year, status: str
) -> None:
    seen = status == Status.CONFIRMED
    for code, amount in figures.items():
        proven = seen and code in SHOWN
        scene.add(
            Value,
            filed_id=filed,
            company_id=firm.key,
            year=year,
            indicator=code,
            amount=Decimal(amount),
            verification=Verification.DOCUMENT if proven else Verification.DECLARED,
            source="审计报告" if proven else "",
        )
