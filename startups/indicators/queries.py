"""What a return says, what is odd about it, and what it says of a company's size."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from foundation.journal.models import Entry
from startups.companies.models import Company
from startups.companies.rules import size_class
from startups.companies.states import SizeClass
from startups.indicators.catalog import INDICATORS
from startups.indicators.models import Return, Value
from startups.indicators.rules import (
    Figures,
    balances,
    changed_suddenly,
    looks_like_unit_error,
)
from startups.indicators.states import Status

TEN_THOUSAND = 10  # yuan are counted by the thousand, size classes by ten thousand


@dataclass(frozen=True, slots=True)
class Objection:
    """What is odd about one figure; a return with serious ones cannot be submitted."""

    indicator: str
    sentence: StrOrPromise
    serious: bool = True


def figures_of(company: Company, year: int) -> dict[str, Decimal]:
    values = Value.objects.filter(company=company, year=year)
    return dict(values.values_list("indicator", "amount"))


def objections(figures: Figures, last_year: Figures) -> list[Objection]:
    """Everything odd about the figures of a return, in the catalog's order."""
    found = [*_wrong(figures), *_remarkable(figures, last_year)]
    order = list(INDICATORS)
    return sorted(found, key=lambda o: (order.index(o.indicator), not o.serious))


def missing(figures: Figures) -> list[Objection]:
    """The figures that a return cannot be submitted without."""
    return [
        Objection(indicator.code, _("This figure is needed."))
        for indicator in INDICATORS.values()
        if indicator.needed and indicator.code not in figures
    ]


def _wrong(figures: Figures) -> Iterator[Objection]:
    for code in figures:
        for __, sentence in INDICATORS[code].objections(figures):
            yield Objection(code, sentence)
    if not balances(figures):
        yield Objection("ASSET", _("Assets are not liabilities plus equity."))


def _remarkable(figures: Figures, last_year: Figures) -> Iterator[Objection]:
    """What may well be true, but somebody will ask."""
    for code, amount in figures.items():
        before = last_year.get(code)
        if before is None:
            continue
        if looks_like_unit_error(amount, before):
            said = _("Last year it was %(before)s. Is the unit right?")
            yield Objection(code, said % {"before": f"{before:,.0f}"}, serious=False)
        elif changed_suddenly(amount, before):
            said = _("Last year it was %(before)s: a change by more than half.")
            yield Objection(code, said % {"before": f"{before:,.0f}"}, serious=False)
    if figures.get("EXPORT", Decimal(0)) > figures.get("REV", Decimal("Infinity")):
        said = _("Exports are larger than revenue.")
        yield Objection("EXPORT", said, serious=False)


def oddities(filed: Return) -> list[Objection]:
    """What is odd about a return as it stands."""
    figures = figures_of(filed.company, filed.year)
    return objections(figures, figures_of(filed.company, filed.year - 1))


def size_by_return(company: Company) -> SizeClass | None:
    """The size class by the latest return that the company has handed in."""
    handed_in = Return.objects.filter(company=company).exclude(status=Status.OPEN)
    latest = handed_in.order_by("-year").first()
    if latest is None:
        return None
    return size_class(company.sector, **_size_figures(figures_of(company, latest.year)))


def sizes_by_return(
    companies: Collection[Company],
) -> dict[int, SizeClass | None]:
    """The same for many companies, in two queries."""
    handed_in = Return.objects.filter(company__in=companies).exclude(status=Status.OPEN)
    latest = dict(handed_in.order_by("year").values_list("company", "year"))
    values = Value.objects.filter(company__in=latest, year__in=set(latest.values()))
    figures: dict[int, dict[str, Decimal]] = {}
    for company, year, code, amount in values.values_list(
        "company", "year", "indicator", "amount"
    ):
        if latest[company] == year:
            figures.setdefault(company, {})[code] = amount
    return {
        company.pk: size_class(
            company.sector, **_size_figures(figures.get(company.pk, {}))
        )
        for company in companies
        if company.pk in latest
    }


def _size_figures(figures: Mapping[str, Decimal]) -> dict[str, Decimal | None]:
    revenue, assets = figures.get("REV"), figures.get("ASSET")
    return {
        "staff": figures.get("EMP"),
        "revenue": None if revenue is None else revenue / TEN_THOUSAND,
        "assets": None if assets is None else assets / TEN_THOUSAND,
    }


def last_word(filed: Return) -> str:
    """Why an open return was sent back, if it was."""
    if filed.status != Status.OPEN:
        return ""
    said = Entry.objects.filter(
        subject_type=Return._meta.label_lower, subject_id=str(filed.pk)
    )
    return said.filter(verb="send_back").values_list("reason", flat=True).first() or ""
