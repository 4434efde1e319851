"""All public money of one company: every program, every year, and other funders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from foundation.money import ZERO
from programs.awards.models import Award, PublishedGrant
from programs.books.queries.positions import positions
from programs.books.rules import Position
from startups.companies.models import Company


@dataclass(frozen=True, slots=True)
class Given:
    """An award of the company with its sums."""

    award: Award
    position: Position


@dataclass(slots=True)
class Year:
    """What a year's awards promised, and what stands of them."""

    year: int
    promised: Decimal = ZERO
    net: Decimal = ZERO


@dataclass(slots=True)
class PublicMoney:
    company: Company
    given: Sequence[Given]
    years: list[Year]
    grants: Sequence[PublishedGrant]
    granted: dict[str, Decimal] = field(default_factory=dict)  # by currency
    promised: Decimal = ZERO  # by awards that are live
    net: Decimal = ZERO
    recovered: Decimal = ZERO
    written_off: Decimal = ZERO


def public_money(company: Company, on: date) -> PublicMoney:
    """Its own awards and those of records that were merged into it."""
    its = Q(company=company) | Q(company__merged_into=company)
    awards = list(
        Award.objects.filter(its).select_related("program").order_by("decided_on", "id")
    )
    found = positions([award.pk for award in awards], on, today=on)
    given = [Given(award, found[award.pk]) for award in awards]
    grants = list(PublishedGrant.objects.filter(its).order_by("-awarded_on", "id"))
    money = PublicMoney(company, given, _years(given), grants, _by_currency(grants))
    for each in given:
        sums = each.position
        money.promised += sums.promised if sums.is_live else sums.net
        money.net += sums.net
        money.recovered += sums.recovered
        money.written_off += sums.written_off
    return money


def _years(given: Sequence[Given]) -> list[Year]:
    years: dict[int, Year] = {}
    for each in given:
        year = years.setdefault(each.award.year, Year(each.award.year))
        sums = each.position
        year.promised += sums.promised if sums.is_live else sums.net
        year.net += sums.net
    return [years[key] for key in sorted(years)]


def _by_currency(grants: Sequence[PublishedGrant]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for grant in grants:
        totals[grant.currency] = totals.get(grant.currency, ZERO) + grant.amount
    return totals
