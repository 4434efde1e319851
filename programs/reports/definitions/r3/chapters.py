"""The chapters of R3: targets, then each program's pace, budget and groups."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from programs.reports import rules
from programs.reports.dataset import (
    ChartKind,
    ChartSpec,
    Column,
    Row,
    Section,
    Series,
    Table,
)
from programs.reports.definitions.r3.findings import Findings
from programs.reports.layout import Group, changelist, chart, tabulate
from programs.reports.measures import CASES, COMPANIES, PERCENT, Text, ratio, text
from programs.reports.metrics import awards, budget, funnel, labels, places
from programs.reports.metrics.awards import Standing
from programs.reports.metrics.programs import Target
from startups.companies.rules import section as industry_section

PROGRAM = Column("program", text("Program", "项目"))
TARGET = text("Target", "目标")
EVENLY = text("Evenly over the months", "按月均匀推进")
AWARD_LIST, PLACE_LIST = "programs.award", "programs.place"
BARS = {
    "type": ChartKind.HORIZONTAL,
    "district": ChartKind.BAR,
    "industry": ChartKind.HORIZONTAL,
    "year": ChartKind.BAR,
}
MONEY = (awards.AWARDED, awards.PAID, awards.PROGRESS)


def of(program: Target, about: Text) -> Text:
    """A heading of one program."""
    return text(
        f"{program.name['en']}: {about['en']}",
        f"{program.name['zh-hans']}：{about['zh-hans']}",
    )


def chapters(found: Findings) -> Iterator[Section]:
    yield _targets(found)
    for program in found.programs:
        yield _pace(found, program)
        if program.pays:
            yield _budget(found, program)
            yield from _awards(found, program)
        else:
            yield _places(found, program)
    yield _funnel(found)


def _targets(found: Findings) -> Section:
    end = found.scope.period.end
    reached = [found.reached(program, end) for program in found.programs]
    quotas = [program.quota for program in found.programs]
    names = tuple(program.name for program in found.programs)
    return Section(
        "targets",
        text("Completion of targets", "目标完成情况"),
        text=text(
            "Awards count companies with a live award; the support program counts "
            "companies that are really being served.",
            "奖励项目按有效授牌企业计，扶持项目按有效服务中的企业计。",
        ),
        chart=ChartSpec(
            ChartKind.PROGRESS,
            text("Reached against the target", "完成数与目标数"),
            COMPANIES,
            names,
            (
                Series(text("Reached", "完成数"), tuple(reached)),
                Series(TARGET, tuple(quotas)),
            ),
        ),
        table=Table(
            (
                PROGRAM,
                Column("target", TARGET, COMPANIES),
                Column("chosen", text("Chosen", "已入选"), COMPANIES),
                Column("left", text("Places left", "剩余名额"), COMPANIES),
                Column("reached", text("Reached", "完成数"), COMPANIES),
                Column("completion", text("Completion", "目标完成率"), PERCENT),
                Column("elapsed", text("Time elapsed", "已过时间"), PERCENT),
                Column("pace", text("Against time", "序时完成率"), PERCENT),
            ),
            tuple(_target_row(found, program) for program in found.programs),
        ),
    )


def _target_row(found: Findings, program: Target) -> Row:
    end = found.scope.period.end
    chosen = (
        found.standing(program, end).companies
        if program.pays
        else found.support(program, end).companies
    )
    reached, elapsed = found.reached(program, end), program.elapsed(end)
    return Row(
        (
            program.name,
            program.quota,
            chosen,
            program.quota - chosen,
            reached,
            ratio(reached, program.quota),
            ratio(elapsed, 1),
            ratio(reached, program.due(end)),
        ),
        changelist(
            AWARD_LIST if program.pays else PLACE_LIST, program__id__exact=program.id
        ),
    )


def _pace(found: Findings, program: Target) -> Section:
    """How the program came to where it is, quarter by quarter."""
    points = [p for p in found.points if p.end > program.starts_on]
    reached = tuple(found.reached(program, point.end) for point in points)
    due = tuple(
        int(program.due(point.end).to_integral_value(ROUND_HALF_UP)) for point in points
    )
    return Section(
        f"pace-{program.slug}",
        of(program, text("pace", "推进节奏")),
        chart=ChartSpec(
            ChartKind.LINE,
            text("Reached when each quarter had ended", "各季度末累计完成数"),
            COMPANIES,
            tuple(rules.short_name(point) for point in points),
            (Series(text("Reached", "完成数"), reached), Series(EVENLY, due)),
        ),
    )


def _budget(found: Findings, program: Target) -> Section:
    rows = [row for row in found.money if row.program == program.id]
    last = found.scope.period.last_day.year
    years = sorted({row.year for row in rows if row.year <= last})
    groups = [
        Group(
            str(year),
            budget.total(
                [row for row in rows if row.year == year],
                of=year,
                day=found.scope.period.end,
            ),
            changelist(AWARD_LIST, program__id__exact=program.id, year=year),
        )
        for year in years
    ]
    whole = budget.total([g.facts for g in groups], of=last, day=None)
    metrics = (
        budget.APPROVED, budget.COMMITTED, budget.COMMITMENT_RATE, budget.PAID,
        budget.RECOVERED, budget.EXECUTION_RATE, budget.TIME_GAP,
    )  # fmt: skip
    return Section(
        f"budget-{program.slug}",
        of(program, text("budget", "预算执行")),
        chart=chart(
            ChartKind.GROUPED,
            text("Approved, committed and paid by year", "各年度预算、承诺与拨付"),
            groups,
            budget.APPROVED,
            budget.COMMITTED,
            budget.PAID,
        ),
        table=tabulate(
            Column("year", text("Year", "年度")), metrics, groups, total=whole
        ),
        note=text(
            "The total has no time-progress gap: it is of several years.",
            "合计跨多个年度，不计算与序时进度之差。",
        ),
    )


def _awards(found: Findings, program: Target) -> Iterator[Section]:
    """The program's live awards by everything that awards are grouped by."""
    at_end = found.scope.period.end
    whole = found.standing(program, at_end)
    none = replace(whole, companies=0, amount=Decimal(0), paid=Decimal(0))
    by = {code: found.split(program, code) for code in ("type", "district", "year")}
    here = {"program__id__exact": program.id}
    types = [
        Group(
            labels.company_type(program.kind, code),
            row,
            changelist(AWARD_LIST, **here, company_type=code),
        )
        for code, row in by["type"].items()
    ]
    yield _of_awards(program, "type", labels.TYPE, types, whole)
    districts = [
        Group(
            label,
            by["district"].get(code, none),
            changelist(AWARD_LIST, **here, company__district__code__exact=code),
        )
        for code, label in found.districts.items()
    ]
    yield _of_awards(program, "district", labels.DISTRICT, districts, whole)
    industries = [
        Group(labels.SECTIONS.get(letter, labels.UNKNOWN), row)
        for letter, row in _by_section(found.split(program, "division"))
    ]
    yield _of_awards(program, "industry", labels.INDUSTRY, industries, whole)
    years = [
        Group(code, row, changelist(AWARD_LIST, **here, year=code))
        for code, row in by["year"].items()
    ]
    yield _of_awards(program, "year", labels.YEAR, years, whole)


def _of_awards(
    program: Target,
    code: str,
    noun: Text,
    groups: list[Group[Standing]],
    whole: Standing,
) -> Section:
    return Section(
        f"{code}-{program.slug}",
        of(program, labels.by(noun)),
        chart=chart(BARS[code], labels.by(noun), groups, awards.COMPANIES_AWARDED),
        table=tabulate(
            Column(code, noun),
            (awards.COMPANIES_AWARDED, *MONEY),
            groups,
            total=whole,
            count=lambda facts: facts.companies,
            private=MONEY,
        ),
    )


def _by_section(rows: Mapping[str, Standing]) -> list[tuple[str, Standing]]:
    """Divisions of the industry classification, summed up to its sections."""
    sums: dict[str, Standing] = {}
    for division, row in rows.items():
        letter = industry_section(division)
        sums[letter] = sums[letter] + row if letter in sums else row
    return sorted(sums.items())


def _places(found: Findings, program: Target) -> Section:
    """The program's supported companies by district."""
    whole = found.support(program, found.scope.period.end)
    none = replace(whole, companies=0, served=0, visited=0, services=0)
    rows = found.supported(program, "district")
    here = {"program__id__exact": program.id}
    groups = [
        Group(
            label,
            rows.get(code, none),
            changelist(PLACE_LIST, **here, company__district__code__exact=code),
        )
        for code, label in found.districts.items()
    ]
    metrics = (
        places.PLACES_TAKEN, places.SERVED, places.SERVED_SHARE, places.SERVICES,
        places.VISIT_COVERAGE,
    )  # fmt: skip
    return Section(
        f"district-{program.slug}",
        of(program, labels.by(labels.DISTRICT)),
        chart=chart(
            ChartKind.GROUPED,
            labels.by(labels.DISTRICT),
            groups,
            places.PLACES_TAKEN,
            places.SERVED,
        ),
        table=tabulate(
            Column("district", labels.DISTRICT),
            metrics,
            groups,
            total=whole,
            count=lambda facts: facts.companies,
        ),
    )


def _funnel(found: Findings) -> Section:
    rows = [
        (program, found.funnels.get(program.id, funnel.Funnel(program.id)))
        for program in found.programs
    ]
    stages = [code for code, __ in funnel.STAGES]
    return Section(
        "funnel",
        text("Applications of the period", "报告期申报情况"),
        chart=ChartSpec(
            ChartKind.GROUPED,
            text("How far they have come", "各环节申报数"),
            CASES,
            tuple(label for __, label in funnel.STAGES),
            tuple(
                Series(program.name, tuple(getattr(facts, code) for code in stages))
                for program, facts in rows
            ),
        ),
        table=Table(
            (
                PROGRAM,
                *(Column(code, label, CASES) for code, label in funnel.STAGES),
                funnel.APPROVAL_RATE.column(),
            ),
            tuple(
                Row(
                    (
                        program.name,
                        *(getattr(facts, code) for code in stages),
                        funnel.APPROVAL_RATE.of(facts),
                    )
                )
                for program, facts in rows
            ),
        ),
    )
