"""From a breach to a sum: a pure formula over frozen inputs, told step by step (D§1.6).

Every reckoning begins with what is still with the company: its payments, less what
came back, was written off or is asked back already, the oldest payment first. The
breach says which part of that is owed. Interest is simple, by the day, from each
payment to the day of the reckoning; that of each payment is rounded by itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.money import CENT, ZERO, split, to_cent
from programs.catalogue.rules.money import Step
from programs.catalogue.states import Source
from programs.recovery.rules.allocating import Key
from programs.recovery.states import Breach, Part

DAYS_OF_A_YEAR = 365
DAYS_TO_PAY = 30  # from the letter on (D§1.6)
BEARS_INTEREST = frozenset({Breach.FALSE_MATERIAL})  # another reason may

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody says about a breach; `figures` are those that it asks for."""

    breach: str
    breached_on: date
    basis: str
    explanation: str
    figures: Inputs = field(default_factory=dict)
    days_to_pay: int = DAYS_TO_PAY


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that reached the company, or what is left of it there."""

    number: str
    source: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What is owed, by source and part, and the steps that lead there."""

    claims: dict[Key, Decimal]
    steps: tuple[Step, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.claims.values(), ZERO)

    def of(self, part: str) -> Decimal:
        return sum((v for (_s, p), v in self.claims.items() if p == part), ZERO)


def standing(paid: Iterable[Paid], back: Mapping[str, Decimal]) -> list[Paid]:
    """What is left of each payment when `back` (by source) settles the oldest first.

    >>> first = Paid("ZF1", "city", date(2024, 3, 1), Decimal(50))
    >>> later = Paid("ZF2", "city", date(2025, 3, 1), Decimal(30))
    >>> [(each.number, each.amount)
    ...     for each in standing([later, first], {"city": Decimal(60)})]
    [('ZF2', Decimal('20'))]
    """
    left = dict(back)
    found = []
    for each in sorted(paid, key=lambda each: (each.on, each.number)):
        gone = min(each.amount, left.get(each.source, ZERO))
        left[each.source] = left.get(each.source, ZERO) - gone
        if each.amount > gone:
            found.append(replace(each, amount=each.amount - gone))
    return found


def reckon(breach: str, inputs: Inputs) -> Reckoning:
    """What is owed for this breach; the same inputs always give the same."""
    held = standing(_payments(inputs), _back(inputs))
    together = sum((each.amount for each in held), ZERO)
    steps = [*_so_far(inputs, together)]
    principal, reason = FORMULAS[breach](together, inputs)
    principal = min(max(to_cent(principal), ZERO), together)
    steps.append(replace(reason, figure=principal))
    parts = _over(principal, held)
    claims: dict[Key, Decimal] = {}
    for each in parts:
        _add(claims, (each.source, Part.PRINCIPAL), each.amount)
    steps += _by_source(claims)
    if breach in BEARS_INTEREST or inputs.get("with_interest"):
        steps += _interest(parts, inputs, claims)
    owed = {key: amount for key, amount in claims.items() if amount}
    total = sum(owed.values(), ZERO)
    return Reckoning(owed, (*steps, Step(_("Owed together."), total)))


def _payments(inputs: Inputs) -> list[Paid]:
    return [
        Paid(
            each["number"],
            each["source"],
            date.fromisoformat(each["on"]),
            Decimal(each["amount"]),
        )
        for each in inputs["payments"]
    ]


def _back(inputs: Inputs) -> dict[str, Decimal]:
    return {source: Decimal(each) for source, each in inputs["back"].items()}


def _so_far(inputs: Inputs, together: Decimal) -> Iterable[Step]:
    for each in _payments(inputs):
        facts = {"number": each.number, "day": each.on}
        yield Step(_("Paid on %(day)s by payment %(number)s."), each.amount, facts)
    back = sum(_back(inputs).values(), ZERO)
    if back:
        yield Step(_("Came back, was written off, or is asked back already."), -back)
    yield Step(_("Still with the company."), together)


def _over(principal: Decimal, held: list[Paid]) -> list[Paid]:
    """The principal as parts of the payments, each by its share, to the last cent."""
    if not principal:
        return []
    shares = split(principal, [int(each.amount / CENT) for each in held])
    return [
        replace(each, amount=share)
        for each, share in zip(held, shares, strict=True)
        if share
    ]


def _by_source(claims: Mapping[Key, Decimal]) -> Iterable[Step]:
    if len(claims) > 1:
        for source, said in _FOR.items():
            yield Step(said, claims[source, Part.PRINCIPAL])


_FOR: Mapping[str, StrOrPromise] = {
    Source.CITY: _("Of this, to the city."),
    Source.DISTRICT: _("Of this, to the district."),
}


def _interest(
    parts: Iterable[Paid], inputs: Inputs, claims: dict[Key, Decimal]
) -> Iterable[Step]:
    rate = Decimal(inputs["rate"])
    until = date.fromisoformat(inputs["reckoned_on"])
    for each in parts:
        days = max((until - each.on).days, 0)
        interest = to_cent(each.amount * rate * days / DAYS_OF_A_YEAR)
        _add(claims, (each.source, Part.INTEREST), interest)
        yield Step(
            _(
                "Interest on %(amount)s yuan of payment %(number)s from %(since)s to "
                "%(until)s: %(days)s days at %(rate)s percent a year, by 365 days."
            ),
            interest,
            {
                "amount": f"{each.amount:,.2f}",
                "number": each.number,
                "since": each.on,
                "until": until,
                "days": days,
                "rate": f"{(rate * 100).normalize():f}",
            },
        )


def _add(claims: dict[Key, Decimal], key: Key, amount: Decimal) -> None:
    claims[key] = claims.get(key, ZERO) + amount


Formula = Callable[[Decimal, Inputs], tuple[Decimal, Step]]


def _all(together: Decimal, _inputs: Inputs) -> tuple[Decimal, Step]:
    return together, Step(_("All of it is owed back."), together)


def _moved_out(together: Decimal, inputs: Inputs) -> tuple[Decimal, Step]:
    """Pro rata by the days of the term that the company will not have stayed.

    >>> term = {"term_starts_on": "2024-01-01", "term_ends_on": "2028-12-31"}
    >>> _moved_out(Decimal(1826), term | {"breached_on": "2026-12-31"})[0]
    Decimal('731')
    """
    starts, ends, moved = (
        date.fromisoformat(inputs[name])
        for name in ("term_starts_on", "term_ends_on", "breached_on")
    )
    term = (ends - starts).days
    left = min(max((ends - moved).days, 0), term)
    said = _(
        "Moved out on %(moved)s. The term from %(starts)s to %(ends)s has %(term)s "
        "days, of which %(left)s were left: %(left)s/%(term)s of it is owed back."
    )
    facts = {"moved": moved, "starts": starts, "ends": ends, "term": term, "left": left}
    return together * left / term, Step(said, ZERO, facts)


def _failed_acceptance(_together: Decimal, inputs: Inputs) -> tuple[Decimal, Step]:
    unspent = Decimal(inputs["unspent"])
    said = _(
        "Acceptance failed. By the audit of how the money was used, %(unspent)s yuan "
        "are unspent: what is unspent and still with the company is owed back."
    )
    return unspent, Step(said, ZERO, {"unspent": f"{unspent:,.2f}"})


def _target_missed(together: Decimal, inputs: Inputs) -> tuple[Decimal, Step]:
    """The share of the target that was not reached.

    >>> _target_missed(Decimal(1000), {"target": "200", "actual": "150"})[0]
    Decimal('250.00')
    """
    target, actual = Decimal(inputs["target"]), Decimal(inputs["actual"])
    missed = max(1 - actual / target, Decimal(0)) if target > 0 else Decimal(0)
    said = _(
        "Of the target of %(target)s, %(actual)s were reached: the share that is "
        "missing (%(missed)s percent) is owed back."
    )
    facts = {"target": target, "actual": actual, "missed": f"{missed * 100:.2f}"}
    return together * missed, Step(said, ZERO, facts)


def _overdue_report(together: Decimal, inputs: Inputs) -> tuple[Decimal, Step]:
    missing, reports = int(inputs["missing"]), int(inputs["reports"])
    said = _(
        "Of %(reports)s yearly reports that this award carries, %(missing)s were not "
        "handed in: %(missing)s/%(reports)s of it is owed back."
    )
    facts = {"reports": reports, "missing": missing}
    return together * missing / reports, Step(said, ZERO, facts)


def _other(_together: Decimal, inputs: Inputs) -> tuple[Decimal, Step]:
    amount = Decimal(inputs["amount"])
    said = _("Owed back on the stated basis: %(amount)s yuan.")
    return amount, Step(said, ZERO, {"amount": f"{amount:,.2f}"})


FORMULAS: Mapping[str, Formula] = {
    Breach.MOVED_OUT: _moved_out,
    Breach.FALSE_MATERIAL: _all,
    Breach.FAILED_ACCEPTANCE: _failed_acceptance,
    Breach.TARGET_MISSED: _target_missed,
    Breach.GIVEN_UP: _all,
    Breach.OVERDUE_REPORT: _overdue_report,
    Breach.OTHER: _other,
}

# What a person has to say besides the day, for each breach.
ASKS_FOR: Mapping[str, tuple[str, ...]] = {
    Breach.FAILED_ACCEPTANCE: ("unspent",),
    Breach.TARGET_MISSED: ("target", "actual"),
    Breach.OVERDUE_REPORT: ("missing",),
    Breach.OTHER: ("amount",),
}
