"""What a condition is: a requirement, the facts it reads, and a pure answer (D§2.4).

A condition says `pass`, `fail` or `needs_evidence` with a sentence about what is known.
It runs in the language that is active, so that its sentences can be kept in several.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from programs.catalogue.rules.facts import Facts, Figure, Reads
from startups.indicators.states import Verification


class Outcome(models.TextChoices):
    PASS = "pass", pgettext_lazy("condition", "met")  # not a password
    FAIL = "fail", _("not met")
    NEEDS_EVIDENCE = "needs_evidence", _("needs evidence")


class Remedy(StrEnum):
    """What the company can do about it; the page knows where."""

    NOTHING = auto()
    REGISTRY = auto()
    RETURNS = auto()
    EVIDENCE = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one condition: what is known, and what can be done."""

    outcome: Outcome
    known: str
    remedy: Remedy = Remedy.NOTHING


@dataclass(frozen=True, slots=True)
class Condition:
    """One requirement. A `hard` one that is clearly not met forbids handing in."""

    code: str
    label: StrOrPromise
    requires: StrOrPromise
    reads: frozenset[Reads]
    check: Callable[[Facts], Finding]
    hard: bool = False


def met(known: StrOrPromise) -> Finding:
    return Finding(Outcome.PASS, str(known))


def failed(known: StrOrPromise, remedy: Remedy = Remedy.NOTHING) -> Finding:
    return Finding(Outcome.FAIL, str(known), remedy)


def open_question(known: StrOrPromise, remedy: Remedy = Remedy.EVIDENCE) -> Finding:
    return Finding(Outcome.NEEDS_EVIDENCE, str(known), remedy)


def cagr(first: Decimal, last: Decimal, intervals: int) -> Decimal:
    """Average yearly growth over so many intervals (D§1.2).

    >>> round(100 * cagr(Decimal(5000), Decimal(9000), 2), 4)
    Decimal('34.1641')
    >>> round(100 * cagr(Decimal(4000), Decimal(9000), 3), 4)
    Decimal('31.0371')
    """
    return Decimal((last / first) ** (Decimal(1) / intervals) - 1)


def grew(first: Decimal, last: Decimal, rate: Decimal, intervals: int) -> bool:
    """Whether growth reaches the rate, without the rounding of a root.

    >>> rate, needed = Decimal("0.3"), Decimal("8450.0")
    >>> [grew(Decimal(5000), n, rate, 2) for n in (needed, needed - Decimal("0.01"))]
    [True, False]
    """
    return last >= first * (1 + rate) ** intervals


def agree(one: Decimal, other: Decimal, tolerance: Decimal = Decimal("0.01")) -> bool:
    """Whether two statements of one figure are within the tolerance (D§2.4).

    >>> agree(Decimal(1000), Decimal(1010)), agree(Decimal(1000), Decimal(1011))
    (True, False)
    """
    return abs(one - other) <= tolerance * abs(one)


def percent(share: Decimal) -> str:
    """A ratio as people read it.

    >>> percent(Decimal("0.341641"))
    '34.16%'
    """
    return f"{100 * share:.2f}%"


def told(figure: Figure, year: int) -> str:
    """A figure with its year and how it is known, as `9,000 (2025, …)`."""
    how = Verification(figure.verification).label
    return f"{figure.amount:,.0f} ({year}, {how})"


def without_returns(facts: Facts, *years: int) -> Finding:
    """The figures are not there: say of which years, and whose return to hand in."""
    lacking = facts.lacking(*years)
    if not lacking:
        known = _("The yearly returns of %(years)s do not say it all.")
        return open_question(known % {"years": _listed(years)}, Remedy.RETURNS)
    known = _("The yearly returns of %(years)s have not been handed in.")
    return open_question(known % {"years": _listed(lacking)}, Remedy.RETURNS)


def _listed(years: tuple[int, ...] | list[int]) -> str:
    comma = str(pgettext_lazy("between items", ", "))
    return comma.join(str(year) for year in sorted(years))
