"""What a condition may read of a company: plain values, gathered before it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from foundation.translated import Texts


class Reads(StrEnum):
    """Where facts come from; a check gathers only what its conditions read."""

    REGISTRY = auto()
    TITLES = auto()
    RETURNS = auto()
    SUPPORT = auto()
    PLATFORMS = auto()
    APPLICATIONS = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a yearly return, in the indicator's unit, and how it is known."""

    amount: Decimal
    verification: str = "declared"
    handed_in: bool = True


@dataclass(frozen=True, slots=True)
class Title:
    kind: str
    number: str
    issued_on: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.issued_on <= day and (
            self.valid_until is None or day < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Support:
    """An award, a place, or a grant that another funder has published."""

    name: str | Texts
    decided_on: date
    program: int | None = None  # None: not one of the city's
    live: bool = True


@dataclass(frozen=True, slots=True)
class Platform:
    """A carrier that the company operates, and how many tenants it has."""

    name: str
    tenants: int


@dataclass(frozen=True, slots=True)
class Rival:
    """Another application of the company that has not been withdrawn."""

    number: str
    call: Texts
    same_call: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the city knows of one company, as one call needs it."""

    on: date
    opens_on: date
    closes_on: date
    program: int = 0
    uscc: str = ""
    record: str = "verified"
    registry_state: str = "normal"
    district: str | Texts = ""
    in_city: bool = True
    founded_on: date | None = None
    size: str = ""
    titles: tuple[Title, ...] = ()
    figures: Mapping[tuple[str, int], Figure] = field(default_factory=dict)
    returns: Mapping[int, str] = field(default_factory=dict)
    support: tuple[Support, ...] = ()
    platforms: tuple[Platform, ...] = ()
    rivals: tuple[Rival, ...] = ()

    @property
    def last_year(self) -> int:
        """The last whole year before the call, which its figures are about."""
        return self.opens_on.year - 1

    def known(self, code: str, *years: int) -> list[Figure] | None:
        """The figures of these years, when all of them have been handed in."""
        found = [self.figures.get((code, year)) for year in years]
        told = [figure for figure in found if figure and figure.handed_in]
        return told if len(told) == len(years) else None

    def lacking(self, *years: int) -> list[int]:
        """Those of the years whose return has not been handed in."""
        return [year for year in years if self.returns.get(year, "open") == "open"]
