"""R3: the programs against their targets, for leaders and the municipal office.

It leaves the commission, so cells of fewer than three companies tell no money.
"""

from collections.abc import Iterator
from dataclasses import replace

from programs.printing.agency import AGENCY
from programs.reports import rules
from programs.reports.dataset import Dataset, Figure
from programs.reports.dataset import Definition as Meaning
from programs.reports.dataset import Period as Stretch
from programs.reports.definitions.r3.chapters import AWARD_LIST, PLACE_LIST, chapters
from programs.reports.definitions.r3.findings import Findings
from programs.reports.layout import SOURCE, changelist, defined
from programs.reports.measures import text
from programs.reports.metrics import awards, budget, funnel, places
from programs.reports.metrics.programs import Target
from programs.reports.rules import Definition, Scope

TITLE = text("Programs against their targets", "项目目标完成情况")


def build(scope: Scope) -> Dataset:
    found = Findings(scope)
    period = scope.period
    return Dataset(
        code="R3",
        version=DEFINITION.version,
        title=TITLE,
        agency=AGENCY,
        prepared_for=text(
            "Leaders of the commission, municipal office", "委领导、市府办"
        ),
        period=Stretch(period.start, period.end, rules.name(period)),
        as_of=scope.as_of,
        source=SOURCE,
        figures=tuple(_figures(found)),
        sections=tuple(chapters(found)),
        definitions=_meanings(),
    )


DEFINITION = Definition(code="R3", version=1, title=TITLE, build=build)


def _figures(found: Findings) -> Iterator[Figure]:
    for program in found.programs:
        of_program = _of_awards if program.pays else _of_places
        for figure in of_program(found, program):
            code = f"{program.slug}-{figure.code}"
            yield replace(figure, code=code, note=program.name)


def _of_awards(found: Findings, program: Target) -> Iterator[Figure]:
    now = found.scope.period.end
    facts, year = found.standing(program, now), found.year(program)
    was = found.standing(program, found.scope.period.start), found.earlier
    link = changelist(AWARD_LIST, program__id__exact=program.id, decided_on__lt=now)
    yield awards.COMPANIES_AWARDED.figure(
        facts, before=was, target=program.quota, link=link
    )
    yield awards.AWARDED.figure(facts, before=was, target=program.budget, link=link)
    yield awards.PROGRESS.figure(facts, before=was)
    yield budget.EXECUTION_RATE.figure(year)
    yield budget.TIME_GAP.figure(year)


def _of_places(found: Findings, program: Target) -> Iterator[Figure]:
    now = found.scope.period.end
    facts = found.support(program, now)
    was = found.support(program, found.scope.period.start), found.earlier
    link = changelist(PLACE_LIST, program__id__exact=program.id, decided_on__lt=now)
    yield places.SERVED.figure(facts, before=was, target=program.quota, link=link)
    yield places.PLACES_TAKEN.figure(facts, before=was, target=program.quota, link=link)
    yield places.SERVICES.figure(facts)
    yield places.VISIT_COVERAGE.figure(facts)


def _meanings() -> tuple[Meaning, ...]:
    pace = Meaning(
        "pace",
        text("Against time", "序时完成率"),
        text(
            "reached ÷ (target × months passed ÷ months of the program)",
            "完成数 ÷（目标数 × 已过月数 ÷ 总月数）",
        ),
        text(
            "100% means that the program is where it would be if companies came evenly "
            "over its months.",
            "100%表示与按月均匀推进一致。",
        ),
    )
    return (
        *defined(awards.METRICS, places.METRICS),
        pace,
        *defined(budget.METRICS, funnel.METRICS),
    )
