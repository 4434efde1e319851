"""R4: how the incubators do, for leaders. It stays in the commission."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from foundation.periods import Period, quarter
from incubators.carriers.states import CarrierType, Level
from programs.printing.agency import AGENCY
from programs.reports import rules
from programs.reports.dataset import (
    ChartKind,
    Column,
    Dataset,
    Figure,
    Row,
    Section,
    Table,
)
from programs.reports.dataset import Period as Stretch
from programs.reports.layout import SOURCE, Group, changelist, chart, defined, tabulate
from programs.reports.measures import COUNT, Text, text
from programs.reports.metrics import labels, rooms, space
from programs.reports.metrics.rooms import CarrierRoom, Room
from programs.reports.rules import Definition, Scope

TITLE = text("Incubator operation", "孵化载体运行情况")
CARRIER_LIST = "incubators.carrier"
QUARTERS = 8  # of the trend
BEST, WORST = 20, 10  # of the ranking
COLUMNS = (
    space.CARRIERS_OPERATING, space.AREA, space.OCCUPANCY, space.TENANTS, space.DENSITY,
    space.OVERDUE, space.GRADUATES,
)  # fmt: skip


@dataclass(frozen=True)
class Findings:
    """Everything that the report counts, each source asked once."""

    scope: Scope

    @cached_property
    def carriers(self) -> list[CarrierRoom]:
        return rooms.room(self.scope.period)

    @cached_property
    def points(self) -> list[Period]:
        """The period, the quarters before it, and the period before."""
        period = self.scope.period
        first = quarter(period.start.replace(year=period.start.year - 2))
        past = rules.quarters(first.end, period)[-QUARTERS:]
        return sorted({*past, rules.before(period)}, key=lambda point: point.end)

    @cached_property
    def trend(self) -> dict[Period, Room]:
        found = {row.day: row for row in rooms.trend(self.points)}
        return {point: found[point.end] for point in self.points}

    @cached_property
    def city(self) -> Room:
        return rooms.total(self.carriers)


def build(scope: Scope) -> Dataset:
    found = Findings(scope)
    period = scope.period
    return Dataset(
        code="R4",
        version=DEFINITION.version,
        title=TITLE,
        agency=AGENCY,
        prepared_for=text("Leaders of the commission", "委领导"),
        period=Stretch(period.start, period.end, rules.name(period)),
        as_of=scope.as_of,
        source=SOURCE,
        figures=tuple(_figures(found)),
        sections=tuple(_sections(found)),
        definitions=defined(space.METRICS),
    )


DEFINITION = Definition(code="R4", version=1, title=TITLE, build=build)


def _figures(found: Findings) -> Iterator[Figure]:
    earlier = rules.before(found.scope.period)
    was, told = found.trend[earlier], rules.name(earlier)
    link = changelist(CARRIER_LIST)
    for metric in (
        space.CARRIERS_OPERATING, space.AREA, space.OCCUPANCY, space.TENANTS,
        space.DENSITY,
    ):  # fmt: skip
        yield metric.figure(found.city, before=(was, told), link=link)
    for metric in (
        space.AVERAGE_OCCUPANCY, space.OVERDUE_SHARE, space.GRADUATES,
        space.GRADUATES_EVER, space.GRADUATION_RATE,
    ):  # fmt: skip
        yield metric.figure(found.city)


def _sections(found: Findings) -> Iterator[Section]:
    yield _trend(found)
    yield _grouped(
        found,
        "level",
        labels.LEVEL,
        [(code, labels.both(label)) for code, label in reversed(Level.choices)],
    )
    yield _grouped(
        found,
        "type",
        labels.TYPE,
        [(code, labels.both(label)) for code, label in CarrierType.choices],
        filtered="carrier_type",
    )
    yield _grouped(
        found,
        "district",
        labels.DISTRICT,
        list(labels.districts().items()),
        filtered="district__code__exact",
    )
    yield from _ranking(found)


def _trend(found: Findings) -> Section:
    groups = [Group(rules.short_name(p), room) for p, room in found.trend.items()]
    return Section(
        "trend",
        text("Over the quarters", "各季度走势"),
        chart=chart(
            ChartKind.LINE,
            text("Occupancy when each quarter had ended", "各季度末入驻率"),
            groups,
            space.OCCUPANCY,
        ),
        table=tabulate(
            Column("period", text("Period", "时期")),
            (
                space.CARRIERS_OPERATING, space.AREA, space.LETTABLE, space.OCCUPIED,
                space.OCCUPANCY, space.TENANTS, space.DENSITY,
            ),
            groups,
        ),
    )  # fmt: skip


def _grouped(
    found: Findings,
    attribute: str,
    noun: Text,
    names: list[tuple[str, Text]],
    *,
    filtered: str = "level",
) -> Section:
    """One table and one picture of the carriers by one of their attributes."""
    sums = rooms.grouped(found.carriers, lambda carrier: getattr(carrier, attribute))
    groups = [
        Group(
            label, sums.get(code, Room()), changelist(CARRIER_LIST, **{filtered: code})
        )
        for code, label in names
    ]
    return Section(
        attribute,
        labels.by(noun),
        chart=chart(
            ChartKind.GROUPED,
            text("Lettable and occupied area", "可出租面积与在用面积"),
            groups,
            space.LETTABLE,
            space.OCCUPIED,
        ),
        table=tabulate(Column(attribute, noun), COLUMNS, groups, total=found.city),
    )


def _ranking(found: Findings) -> Iterator[Section]:
    """Carriers with room to let by their occupancy, then by their density."""
    rated = [carrier for carrier in found.carriers if carrier.lettable]
    rated.sort(key=_merit, reverse=True)
    places = {carrier.id: place for place, carrier in enumerate(rated, 1)}
    best, rest = rated[:BEST], rated[BEST:][-WORST:]
    yield _places("best", text("Highest occupancy", "入驻率最高的载体"), best, places)
    if rest:
        worst = text("Lowest occupancy", "入驻率最低的载体")
        yield _places("lowest", worst, rest, places)


def _merit(carrier: CarrierRoom) -> tuple[object, object, int]:
    """What carriers are ranked by; the older record first when all else is equal."""
    return (space.OCCUPANCY.of(carrier), space.DENSITY.of(carrier), -carrier.id)


def _places(
    code: str, heading: Text, carriers: list[CarrierRoom], places: dict[int, int]
) -> Section:
    metrics = (
        space.LETTABLE, space.OCCUPANCY, space.TENANTS, space.DENSITY,
        space.GRADUATES_EVER,
    )  # fmt: skip
    return Section(
        code,
        heading,
        table=Table(
            (
                Column("place", text("Place", "名次"), COUNT),
                Column("carrier", text("Carrier", "孵化载体")),
                *(metric.column() for metric in metrics),
            ),
            tuple(
                Row(
                    (
                        places[carrier.id],
                        text(carrier.en or carrier.zh, carrier.zh),
                        *(metric.of(carrier) for metric in metrics),
                    ),
                    changelist(CARRIER_LIST, id__exact=carrier.id),
                )
                for carrier in carriers
            ),
        ),
    )
