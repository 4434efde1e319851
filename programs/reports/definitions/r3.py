"""R3: the programs against their targets, for leaders and the municipal office.

It leaves the commission, so cells of fewer than three companies tell no money.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from foundation.periods import Period
from programs.reports import rules
from programs.reports.dataset import (
    ChartKind,
    ChartSpec,
    Column,
    Dataset,
    Figure,
    Row,
    Section,
    Series,
    Table,
)
from programs.reports.dataset import Definition as Meaning
from programs.reports.dataset import Period as Stretch
from programs.reports.layout import (
    AGENCY,
    SOURCE,
    Group,
    changelist,
    chart,
    defined,
    tabulate,
)
from programs.reports.measures import CASES, COMPANIES, PERCENT, Text, ratio, text
from programs.reports.metrics import awards, budget, funnel, labels, places
from programs.reports.metrics.awards import Standing
from programs.reports.metrics.places import Support
from programs.reports.metrics.programs import Target, targets
from programs.reports.rules import Definition, Scope
from startups.companies.rules import section as industry_section

TITLE = text("Programs against their targets", "项目目标完成情况")
PROGRAM = Column("program", text("Program", "项目"))
TARGET = text("Target", "目标")
EVENLY = text("Evenly over the months", "按月均匀推进")
AWARD_LIST, PLACE_LIST = "programs.award", "programs.place"
MONEY = (awards.AWARDED, awards.PAID, awards.PROGRESS)


@dataclass(frozen=True)
class Findings:
    """Everything that the report counts, each source asked once."""

    scope: Scope

    @cached_property
    def programs(self) -> list[Target]:
        return targets(self.scope.period)

    @cached_property
    def points(self) -> list[Period]:
        """The quarters since the first program began, the period before, the period."""
        period = self.scope.period
        first = min((each.starts_on for each in self.programs), default=period.start)
        past = rules.quarters(first, period)
        return sorted({*past, rules.before(period)}, key=lambda point: point.end)

    @cached_property
    def awards(self) -> list[Standing]:
        return awards.standing(self.points)

    @cached_property
    def places(self) -> list[Support]:
        return places.support(self.points)

    @cached_property
    def money(self) -> list[budget.Execution]:
        return budget.execution(self.scope.period)

    @cached_property
    def funnels(self) -> dict[int, funnel.Funnel]:
        found = funnel.funnel(self.scope.period, read_at=self.scope.as_of)
        return {each.program: each for each in found}

    def standing(self, program: Target, day: date) -> Standing:
        """All live awards of a program before `day`; none is a standing too."""
        rows = (
            row
            for row in self.awards
            if (row.program, row.day, row.dimension) == (program.id, day, "all")
        )
        found = next(rows, Standing(program.id, day, "all", ""))
        return replace(found, quota=program.quota)

    def support(self, program: Target, day: date) -> Support:
        rows = (
            row
            for row in self.places
            if (row.program, row.day, row.dimension) == (program.id, day, "all")
        )
        found = next(rows, Support(program.id, day, "all", ""))
        return replace(found, quota=program.quota)

    def year(self, program: Target) -> budget.Execution:
        """The budget of the year in which the period ends, both sources together."""
        day = self.scope.period.last_day
        rows = [r for r in self.money if (r.program, r.year) == (program.id, day.year)]
        return budget.total(rows, of=day.year, day=self.scope.period.end)

    @property
    def earlier(self) -> Text:
        """What the period before is called."""
        return rules.name(rules.before(self.scope.period))

    def reached(self, program: Target, day: date) -> int:
        """What counts toward a program's target (D§5)."""
        if program.pays:
            return self.standing(program, day).companies
        return self.support(program, day).served


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
        sections=tuple(_sections(found)),
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


def _sections(found: Findings) -> Iterator[Section]:
    yield _targets(found)
    districts = labels.districts()
    for program in found.programs:
        yield _pace(found, program)
        if program.pays:
            yield _budget(found, program)
            yield from _groups_of_awards(found, program, districts)
        else:
            yield from _groups_of_places(found, program, districts)
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
        text(f"{program.name['en']}: pace", f"{program.name['zh-hans']}：推进节奏"),
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
            changelist("programs.budgetline", program__id__exact=program.id, year=year),
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
        text(f"{program.name['en']}: budget", f"{program.name['zh-hans']}：预算执行"),
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


def _split(rows: Sequence[Standing], program: Target, dimension: str) -> list[Standing]:
    return [r for r in rows if (r.program, r.dimension) == (program.id, dimension)]


def _groups_of_awards(
    found: Findings, program: Target, districts: dict[str, Text]
) -> Iterator[Section]:
    whole = found.standing(program, found.scope.period.end)
    none = replace(whole, companies=0, amount=Decimal(0), paid=Decimal(0))
    here = {"program__id__exact": program.id}

    def told(
        code: str, heading: Text, groups: list[Group[Standing]], kind: ChartKind
    ) -> Section:
        return Section(
            f"{code}-{program.slug}",
            text(
                f"{program.name['en']}: {heading['en']}",
                f"{program.name['zh-hans']}：{heading['zh-hans']}",
            ),
            chart=chart(kind, heading, groups, awards.COMPANIES_AWARDED),
            table=tabulate(
                Column(code, heading),
                (awards.COMPANIES_AWARDED, *MONEY),
                groups,
                total=whole,
                count=lambda facts: facts.companies,
                private=MONEY,
            ),
        )

    types = [
        Group(
            labels.company_type(program.kind, row.key),
            row,
            changelist(AWARD_LIST, **here, company_type=row.key),
        )
        for row in _split(found.awards, program, "type")
    ]
    yield told("type", text("By type", "分类型"), types, ChartKind.HORIZONTAL)
    by_code = {row.key: row for row in _split(found.awards, program, "district")}
    everywhere = [
        Group(
            label,
            by_code.get(code, none),
            changelist(AWARD_LIST, **here, company__district__code__exact=code),
        )
        for code, label in districts.items()
    ]
    yield told("district", text("By district", "分区"), everywhere, ChartKind.BAR)
    sections = [
        Group(labels.SECTIONS.get(letter, labels.UNKNOWN), facts)
        for letter, facts in _by_section(_split(found.awards, program, "division"))
    ]
    yield told(
        "industry", text("By industry", "分行业"), sections, ChartKind.HORIZONTAL
    )
    years = [
        Group(row.key, row, changelist(AWARD_LIST, **here, year=row.key))
        for row in _split(found.awards, program, "year")
    ]
    yield told("year", text("By budget year", "分预算年度"), years, ChartKind.BAR)


def _by_section(rows: Sequence[Standing]) -> list[tuple[str, Standing]]:
    sums: dict[str, Standing] = {}
    for row in rows:
        letter = industry_section(row.key)
        sums[letter] = sums[letter] + row if letter in sums else row
    return sorted(sums.items())


def _groups_of_places(
    found: Findings, program: Target, districts: dict[str, Text]
) -> Iterator[Section]:
    whole = found.support(program, found.scope.period.end)
    none = replace(whole, companies=0, served=0, visited=0, services=0)
    by_code = {
        row.key: row
        for row in found.places
        if (row.program, row.dimension) == (program.id, "district")
    }
    groups = [
        Group(
            label,
            by_code.get(code, none),
            changelist(
                PLACE_LIST,
                program__id__exact=program.id,
                company__district__code__exact=code,
            ),
        )
        for code, label in districts.items()
    ]
    heading = text("By district", "分区")
    yield Section(
        f"district-{program.slug}",
        text(
            f"{program.name['en']}: by district",
            f"{program.name['zh-hans']}：分区情况",
        ),
        chart=chart(
            ChartKind.GROUPED, heading, groups, places.PLACES_TAKEN, places.SERVED
        ),
        table=tabulate(
            Column("district", heading),
            (
                places.PLACES_TAKEN, places.SERVED, places.SERVED_SHARE,
                places.SERVICES, places.VISIT_COVERAGE,
            ),
            groups,
            total=whole,
            count=lambda facts: facts.companies,
        ),
    )  # fmt: skip


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
