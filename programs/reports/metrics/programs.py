"""Programs as they are set up: what they were asked to reach, by when, for how much."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.periods import Period
from programs.catalogue.kinds import KINDS
from programs.reports.measures import Text, text
from programs.reports.metrics.reading import ask

PROGRAMS = """
SELECT id, slug, kind, name ->> 'zh-hans' AS zh, name ->> 'en' AS en,
       starts_on, ends_on, quota, budget
FROM programs_program
WHERE starts_on < %(end)s AND ends_on > %(start)s
ORDER BY starts_on, slug
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A program and what it is measured against.

    Targets have no history of their own: they are those set when the data were read.
    """

    id: int
    slug: str
    kind: str
    zh: str
    en: str
    starts_on: date
    ends_on: date
    quota: int
    budget: Decimal

    @property
    def name(self) -> Text:
        return text(self.en or self.zh, self.zh or self.en)

    @property
    def pays(self) -> bool:
        return KINDS[self.kind].pays

    def elapsed(self, day: date) -> Decimal:
        """The share of the program's months that has passed before `day`."""
        last = min(max(day, self.starts_on), self.ends_on)
        whole = _months(self.starts_on, self.ends_on)
        return Decimal(_months(self.starts_on, last)) / Decimal(max(whole, 1))

    def due(self, day: date) -> Decimal:
        """How many companies there would be if they came evenly over the months."""
        return Decimal(self.quota) * self.elapsed(day)


def _months(start: date, end: date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month


def targets(period: Period) -> list[Target]:
    """Programs that ran on some day of the period, the oldest first."""
    return ask(Target, PROGRAMS, start=period.start, end=period.end)
