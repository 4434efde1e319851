"""A report on incubators as managers receive it, made up."""

from decimal import Decimal

from programs.reports.dataset import (
    ChartKind,
    ChartSpec,
    Column,
    Dataset,
    Definition,
    Figure,
    Row,
    Section,
    Series,
    Table,
)
from programs.reports.measures import (
    CARRIERS,
    COMPANIES,
    COUNT,
    DECIMAL,
    PERCENT,
    SQUARE_METERS,
    WAN_SQUARE_METERS,
    Text,
    ratio,
    text,
)
from tests.programs.reports.rendering.samples.common import (
    AGENCY,
    AS_OF,
    FIRST_QUARTER,
    TOTAL,
)

CARRIER_ROWS: list[tuple[Text, int, str, str, int, int]] = [
    (text("Huangpu", "黄埔区"), 61, "3120000.00", "2610000.00", 3120, 204),
    (text("Tianhe", "天河区"), 52, "1845000.50", "1630200.00", 2705, 188),
    (text("Panyu", "番禺区"), 31, "1210000.00", "905000.00", 1340, 77),
    (text("Nansha", "南沙区"), 18, "815000.00", "421000.00", 512, 21),
    (text("Haizhu", "海珠区"), 24, "640000.00", "540100.00", 980, 60),
    (text("Baiyun", "白云区"), 15, "490000.00", "350000.00", 470, 18),
    (text("Yuexiu", "越秀区"), 12, "239999.50", "221000.00", 610, 44),
    (text("Liwan", "荔湾区"), 8, "198000.00", "140000.00", 260, 12),
    (text("Huadu", "花都区"), 4, "112000.00", "61000.00", 95, 3),
    (text("Zengcheng", "增城区"), 3, "90000.00", "33000.00", 60, 1),
    (text("Conghua", "从化区"), 2, "40000.00", "9000.00", 18, 0),
]


def incubator_report() -> Dataset:
    """Report R4: how the incubators do."""
    area = sum((Decimal(row[2]) for row in CARRIER_ROWS), Decimal(0))
    let = sum((Decimal(row[3]) for row in CARRIER_ROWS), Decimal(0))
    return Dataset(
        code="R4",
        version=1,
        title=text("Incubator operation", "科技企业孵化器运行情况"),
        agency=AGENCY,
        period=FIRST_QUARTER,
        as_of=AS_OF,
        source=text("Carrier registry and quarterly returns", "载体登记与季度填报"),
        figures=(
            Figure(
                "carriers",
                text("Incubation carriers", "孵化载体"),
                CARRIERS,
                230,
                previous=224,
            ),
            Figure(
                "area",
                text("Incubation floor area", "孵化场地面积"),
                WAN_SQUARE_METERS,
                area,
                previous=Decimal("8610000.00"),
            ),
            Figure(
                "occupancy",
                text("Occupancy (area)", "入驻率(面积)"),
                PERCENT,
                ratio(let, area),
                previous=Decimal("0.781"),
            ),
            Figure(
                "tenants",
                text("Incubated companies", "在孵企业"),
                COMPANIES,
                sum(row[4] for row in CARRIER_ROWS),
            ),
            Figure(
                "density",
                text("Tenants per 1,000 m²", "每千平方米在孵企业"),
                DECIMAL,
                Decimal("1.1557"),
            ),
        ),
        sections=(_area(area, let), _tenants(), _ranking()),
        definitions=(
            Definition(
                "occupancy",
                text("Occupancy (area)", "入驻率(面积)"),
                text("Σ occupied m² ÷ Σ lettable m²", "Σ在用面积 ÷ Σ可出租面积"),
                text("On the last day of the period.", "以报告期末日为准。"),
            ),
        ),
    )


def _area(area: Decimal, let: Decimal) -> Section:
    return Section(
        "area",
        text("Area and occupancy by district", "分区面积与入驻率"),
        chart=ChartSpec(
            ChartKind.BAR,
            text("Incubation floor area by district", "各区孵化场地面积"),
            WAN_SQUARE_METERS,
            tuple(row[0] for row in CARRIER_ROWS),
            (
                Series(
                    text("Floor area", "场地面积"),
                    tuple(Decimal(row[2]) for row in CARRIER_ROWS),
                ),
            ),
        ),
        table=Table(
            (
                Column("district", text("District", "区")),
                Column("carriers", text("Carriers", "载体"), CARRIERS),
                Column("area", text("Floor area", "场地面积"), SQUARE_METERS),
                Column("let", text("Occupied", "在用面积"), SQUARE_METERS),
                Column("occupancy", text("Occupancy", "入驻率"), PERCENT),
            ),
            tuple(
                Row(
                    (
                        row[0],
                        row[1],
                        Decimal(row[2]),
                        Decimal(row[3]),
                        ratio(Decimal(row[3]), Decimal(row[2])),
                    )
                )
                for row in CARRIER_ROWS
            ),
            Row((TOTAL, 230, area, let, ratio(let, area))),
        ),
    )


def _tenants() -> Section:
    return Section(
        "tenants",
        text("Tenants and graduates", "在孵企业与毕业企业"),
        chart=ChartSpec(
            ChartKind.STACKED,
            text("Incubated and graduate companies", "在孵与毕业企业数"),
            COMPANIES,
            tuple(row[0] for row in CARRIER_ROWS),
            (
                Series(
                    text("Incubated", "在孵企业"), tuple(row[4] for row in CARRIER_ROWS)
                ),
                Series(
                    text("Graduates", "毕业企业"), tuple(row[5] for row in CARRIER_ROWS)
                ),
            ),
        ),
        table=Table(
            (
                Column("district", text("District", "区")),
                Column("tenants", text("Incubated", "在孵企业"), COMPANIES),
                Column("graduates", text("Graduates", "毕业企业"), COMPANIES),
            ),
            tuple(Row((row[0], row[4], row[5])) for row in CARRIER_ROWS),
        ),
    )


def _ranking() -> Section:
    names = [
        f"广州市第{number}科技企业孵化器有限公司创新创业基地" for number in range(1, 61)
    ]
    tops = tuple(names[:12])
    return Section(
        "ranking",
        text("Ranking of carriers by density", "载体在孵企业密度排名"),
        chart=ChartSpec(
            ChartKind.HORIZONTAL,
            text("Densest carriers", "在孵企业密度最高的载体"),
            DECIMAL,
            tops,
            (
                Series(
                    text("Tenants per 1,000 m²", "每千平方米在孵企业"),
                    tuple(Decimal(900 - 31 * place) / 100 for place in range(12)),
                ),
            ),
        ),
        table=Table(
            (
                Column("place", text("Place", "名次"), COUNT),
                Column("carrier", text("Carrier", "载体")),
                Column("operator", text("Operator", "运营机构")),
                Column(
                    "density",
                    text("Tenants per 1,000 m²", "每千平方米在孵企业"),
                    DECIMAL,
                ),
            ),
            tuple(
                Row(
                    (
                        place + 1,
                        name,
                        f"运营公司{place + 1}",
                        Decimal(900 - 12 * place) / 100,
                    )
                )
                for place, name in enumerate(names)
            ),
        ),
    )
