"""What a company of the demo city is like, before any row is written of it."""

from dataclasses import dataclass
from dataclasses import field as column
from datetime import date, timedelta
from random import Random
from typing import Any

from config.demo import names
from config.demo.codes import demo_uscc
from config.demo.days import between
from config.demo.scene import Scene
from config.demo.words import INDUSTRIES

YEAR = timedelta(days=365)
AGES = [(0.40, 0.3, 6), (0.42, 6, 13), (0.18, 13, 26)]  # share, from and to years
YEARLY_STAFF_COST = 380  # thousand yuan of revenue that one person brings
TYPICAL_REVENUE = 9.8  # e to the power of it, in thousand yuan: 18 million yuan
SPREAD = 1.8


@dataclass(slots=True)
class Firm:
    """What later parts of the city need to know of a company."""

    key: int
    uscc: str
    name: str
    english: str
    district: str
    field: str
    industry: str
    founded_on: date
    revenue: int  # of last year, in thousand yuan
    growth: float  # yearly
    intensity: float  # R&D per revenue
    staff: int
    representative: str
    sound: bool = True  # verified and in operation
    certified: bool = False  # a high-tech enterprise today
    certified_on: date | None = None  # for the first time
    account: int = 0  # whoever submits for it
    operates: bool = False  # a carrier
    paid_to: dict[str, Any] = column(default_factory=dict)  # its bank account

    @property
    def research(self) -> int:
        """R&D spending of last year, in thousand yuan."""
        return round(self.revenue * self.intensity)


def invent(scene: Scene, dice: Random, district: str) -> Firm:
    kind = dice.choices(INDUSTRIES, [kind.weight for kind in INDUSTRIES])[0]
    name, english = names.company(dice, dice.choice(kind.words))
    founded_on = _founded(dice, scene.today)
    revenue = _revenue(dice, (scene.today - founded_on) / YEAR)
    return Firm(
        key=0,
        uscc=demo_uscc(district, scene.next(f"uscc {district}")),
        name=name,
        english=english,
        district=district,
        field=kind.field,
        industry=kind.code,
        founded_on=founded_on,
        revenue=revenue,
        growth=dice.gauss(0.12, 0.11),
        intensity=min(0.30, max(0.035, dice.gauss(0.085, 0.04))),
        staff=max(3, round(revenue / YEARLY_STAFF_COST * dice.uniform(0.6, 1.6))),
        representative=names.person(dice),
    )


def _founded(dice: Random, today: date) -> date:
    __, youngest, oldest = dice.choices(AGES, [share for share, __, __ in AGES])[0]
    return between(dice, today - oldest * YEAR, today - youngest * YEAR)


def _revenue(dice: Random, years: float) -> int:
    """Older companies are larger, and a few of any age are very large."""
    grown = min(1.0, 0.15 + years / 8)
    return max(120, round(dice.lognormvariate(TYPICAL_REVENUE, SPREAD) * grown))
