"""Conditions that yearly figures, titles and dates decide (D§1.2)."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from programs.catalogue.rules.conditions import (
    Condition,
    Finding,
    Remedy,
    agree,
    cagr,
    failed,
    grew,
    met,
    open_question,
    percent,
    told,
    without_returns,
)
from programs.catalogue.rules.facts import Facts, Figure, Reads
from startups.companies.states import QualificationKind, SizeClass

GROWTH = Decimal("0.30")
INTENSITY = Decimal("0.05")
WHOLE_YEARS = 3  # that a company has to have behind it


def founded_before(opens_on: date) -> date:
    """Companies of a call were founded before this day.

    >>> founded_before(date(2016, 12, 6))
    datetime.date(2013, 1, 1)
    """
    return date(opens_on.year - WHOLE_YEARS, 1, 1)


def _is_old_enough(facts: Facts) -> Finding:
    until = founded_before(facts.opens_on)
    if facts.founded_on is None:
        return open_question(
            _("The record does not say when it was founded."), Remedy.REGISTRY
        )
    known = _("Founded on %(day)s; needed: before %(until)s.")
    said = known % {"day": facts.founded_on, "until": until}
    return met(said) if facts.founded_on < until else failed(said, Remedy.REGISTRY)


def _grows(facts: Facts, *, intervals: int) -> Finding:
    last = facts.last_year
    years = (last - intervals, last)
    figures = facts.known("REV_MAIN", *years)
    if figures is None:
        return without_returns(facts, *range(last - intervals, last + 1))
    first, latest = figures
    if first.amount <= 0:
        known = _("Main-business revenue was %(first)s, from which nothing grows.")
        return open_question(known % {"first": told(first, years[0])})
    known = _(
        "Main-business revenue, in thousand yuan: %(first)s, %(latest)s; %(rate)s a "
        "year."
    )
    said = str(known) % {
        "first": told(first, years[0]),
        "latest": told(latest, years[1]),
        "rate": percent(cagr(first.amount, latest.amount, intervals)),
    }
    if grew(first.amount, latest.amount, GROWTH, intervals):
        return met(said)
    return open_question(f"{said} {_other_way(facts)}")


def _other_way(facts: Facts) -> str:
    """A round of venture capital does as well; what is reported of it is said."""
    years = range(facts.last_year - WHOLE_YEARS + 1, facts.last_year + 1)
    told = (facts.figures.get(("FIN_EQ", year)) for year in years)
    raised = sum(figure.amount for figure in told if figure and figure.handed_in)
    if not raised:
        return str(_("Less than 30%: show a large round of venture capital instead."))
    known = _(
        "Less than 30%%, but equity financing of %(raised)s thousand yuan is reported: "
        "show the fund and the agreement."
    )
    return str(known % {"raised": f"{raised:,.0f}"})


def growth(intervals: int = 2) -> Condition:
    """Average growth over three years; by default two intervals, Y-3 to Y-1."""
    return Condition(
        "growth",
        _("Growth"),
        _(
            "Main-business revenue grew by 30% a year on average over three years, or "
            "a known fund invested a large round of venture capital."
        ),
        frozenset({Reads.RETURNS}),
        partial(_grows, intervals=intervals),
    )


def _rises(facts: Facts) -> Finding:
    years = (facts.last_year - 1, facts.last_year)
    revenue, profit = facts.known("REV", *years), facts.known("PROFIT", *years)
    if revenue is None or profit is None:
        return without_returns(facts, *years)
    known = _("In thousand yuan: revenue %(revenue)s; total profit %(profit)s.")
    said = known % {
        "revenue": _series(revenue, years),
        "profit": _series(profit, years),
    }
    rises = all(pair[1].amount > pair[0].amount for pair in (revenue, profit))
    return met(said) if rises else failed(said)


def _series(figures: Sequence[Figure], years: Sequence[int]) -> str:
    return " → ".join(map(told, figures, years))


def _researches(facts: Facts) -> Finding:
    years = tuple(range(facts.last_year - 2, facts.last_year + 1))
    spent, sold = facts.known("RD_EXP", *years), facts.known("REV", *years)
    if spent is None or sold is None:
        return without_returns(facts, *years)
    total = sum(figure.amount for figure in sold)
    if total <= 0:
        return open_question(_("There was no revenue to compare R&D with."))
    share = sum((figure.amount for figure in spent), Decimal(0)) / total
    known = _("Over three years %(share)s of revenue; by year %(years)s.")
    said = known % {"share": percent(share), "years": _yearly(spent, sold, years)}
    return met(said) if share >= INTENSITY else failed(said)


def _yearly(
    spent: Sequence[Figure], sold: Sequence[Figure], years: Sequence[int]
) -> str:
    shares = (
        f"{year}: {percent(rd.amount / rev.amount) if rev.amount else '—'}"
        for year, rd, rev in zip(years, spent, sold, strict=True)
    )
    return ", ".join(shares)


def _matches_taxes(facts: Facts) -> Finding:
    year = facts.last_year
    stated, deducted = facts.known("RD_EXP", year), facts.known("RD_DEDUCT", year)
    if stated is None or deducted is None:
        return without_returns(facts, year)
    known = _("R&D expenditure %(stated)s, super-deduction %(deducted)s thousand yuan.")
    said = known % {
        "stated": told(stated[0], year),
        "deducted": told(deducted[0], year),
    }
    if agree(stated[0].amount, deducted[0].amount):
        return met(said)
    more = _("They differ by more than 1%: bring the tax return and explain it.")
    return open_question(f"{said} {more}")


def _by_papers(sentence: object) -> Callable[[Facts], Finding]:
    return lambda _facts: open_question(str(sentence))


def _runs_platforms(facts: Facts) -> Finding:
    if not facts.platforms:
        return open_question(
            _("No incubator in the city's register names it as the operator.")
        )
    known = _("Operates %(list)s.")
    named = _("%(name)s (%(count)s tenants)")
    listed = ", ".join(
        str(named) % {"name": p.name, "count": p.tenants} for p in facts.platforms
    )
    return met(known % {"list": listed})


def _is_small(facts: Facts) -> Finding:
    if not facts.size:
        return without_returns(facts, facts.last_year)
    size = SizeClass(facts.size)
    known = _("By its latest return the company is %(size)s.") % {"size": size.label}
    return failed(known) if size == SizeClass.LARGE else met(known)


def _has_title(facts: Facts) -> Finding:
    wanted = {QualificationKind.HTE, QualificationKind.TECH_SME}
    titles = [title for title in facts.titles if title.kind in wanted]
    held = [title for title in titles if title.holds_on(facts.closes_on)]
    if not held:
        known = _("No certificate that is valid on %(day)s, when the call closes.")
        return open_question(known % {"day": facts.closes_on})
    kind = QualificationKind(held[0].kind).label
    known = _("%(title)s %(number)s, valid until %(until)s.")
    until = held[0].valid_until or "—"
    named = {"title": kind, "number": held[0].number, "until": until}
    return met(str(known) % named)


OLD_ENOUGH = Condition(
    "founded",
    _("Founded in time"),
    _("Founded at least three whole years before the year of the call."),
    frozenset({Reads.REGISTRY}),
    _is_old_enough,
)
RISES = Condition(
    "rising",
    _("Rising"),
    _("Revenue and profit were higher last year than the year before."),
    frozenset({Reads.RETURNS}),
    _rises,
)
RESEARCHES = Condition(
    "intensity",
    _("R&D intensity"),
    _("R&D was at least 5% of revenue over the last three years together."),
    frozenset({Reads.RETURNS}),
    _researches,
)
MATCHES_TAXES = Condition(
    "rd_matches",
    _("R&D as told to the tax office"),
    _("R&D expenditure and its super-deduction differ by no more than 1%."),
    frozenset({Reads.RETURNS}),
    _matches_taxes,
)
HAS_INSTITUTION = Condition(
    "institution",
    _("R&D institution"),
    _("An R&D institution recognized at city level or above."),
    frozenset(),
    _by_papers(_("No registry here tells: attach the recognition.")),
)
RUNS_PLATFORMS = Condition(
    "platform",
    _("Operates a platform"),
    _(
        "Operates an incubator, science park, creative park, maker-space or a platform "
        "of science and technology finance."
    ),
    frozenset({Reads.PLATFORMS}),
    _runs_platforms,
)
IS_SMALL = Condition(
    "size",
    _("Small or medium"),
    _("Medium, small or micro by the size classes of 2011."),
    frozenset({Reads.REGISTRY}),
    _is_small,
    hard=True,
)
HAS_TITLE = Condition(
    "title",
    _("Technology-based"),
    _(
        "A certificate as high-tech enterprise or technology-based SME that is valid "
        "on the day the call closes."
    ),
    frozenset({Reads.TITLES}),
    _has_title,
)
