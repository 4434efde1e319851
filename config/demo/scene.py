"""What every part of the city is drawn up from: the seed, the day, the writer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from config.demo.shares import scaled
from config.demo.writing import Model, Writer
from foundation.periods import city_day
from foundation.places.rules import WorkingDays


@dataclass
class Scene:
    """The city is drawn up in parts of at most scale 1, so memory stays bounded."""

    seed: int
    scale: float
    now: datetime
    calendar: WorkingDays
    writer: Writer = field(default_factory=Writer)
    part: int = 0
    size: float = 1.0  # of the part under way
    counts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)  # keys of accounts by code
    password: str = ""  # the hash that all invented people share
    transaction: int = 0  # the one that loads, for the journal
    waves: list[Any] = field(default_factory=list)  # the calls, as calls.py made them

    @property
    def today(self) -> date:
        return city_day(self.now)

    def dice(self, topic: str) -> Random:
        """Chance for one topic of one part, the same on every machine."""
        return Random(f"{self.seed}/{self.part}/{topic}")  # noqa: S311  # repeatable, not secret

    def add(self, model: Model, **values: Any) -> Any:
        return self.writer.add(model, **values)

    def many(self, count: int, *, least: int = 0) -> int:
        """How many there are in this part of what a whole city has `count` of."""
        return scaled(count, self.size, least=least)

    def next(self, series: str) -> int:
        """The next number of a series that runs through all parts."""
        self.counts[series] = self.counts.get(series, 0) + 1
        return self.counts[series]
