"""Two reports as managers receive them, made up, to render and to look at."""

from datetime import UTC, date, datetime
from decimal import Decimal

from programs.reports.dataset import (
    ChartKind,
    ChartSpec,
    Column,
    Dataset,
    Definition,
    Figure,
    Period,
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
    POINTS,
    SQUARE_METERS,
    WAN_SQUARE_METERS,
    WAN_YUAN,
    WORDS,
    YUAN,
    Text,
    growth,
    ratio,
    text,
)

AGENCY = text(
    "Guangzhou Municipal Science and Technology Commission", "广州市科技创新委员会"
)
FIRST_QUARTER = Period(
    date(2026, 1, 1), date(2026, 4, 1), text("First quarter of 2026", "2026年第一季度")
)
AS_OF = datetime(2026, 4, 15, 0, 30, tzinfo=UTC)
TOTAL = text("Total", "合计")

# district, live awards, awarded yuan, paid yuan, supported SMEs, confirmed services
DISTRICTS: list[tuple[Text, int, str, str, int, int]] = [
    (text("Tianhe", "天河区"), 18, "62400000.00", "41350000.00", 34, 210),
    (text("Huangpu", "黄埔区"), 23, "88150000.50", "60210000.00", 41, 286),
    (text("Haizhu", "海珠区"), 6, "17300000.00", "9800000.00", 14, 71),
    (text("Panyu", "番禺区"), 9, "29650000.00", "17425000.25", 19, 98),
    (text("Nansha", "南沙区"), 7, "25200000.00", "11900000.00", 11, 64),
    (text("Yuexiu", "越秀区"), 3, "8100000.00", "5400000.00", 9, 38),
    (text("Liwan", "荔湾区"), 2, "4300000.00", "2150000.00", 4, 15),
    (text("Baiyun", "白云区"), 2, "5150000.00", "0.00", 5, 22),
    (text("Huadu", "花都区"), 1, "2600000.00", "1300000.00", 2, 9),
    (text("Zengcheng", "增城区"), 1, "1850000.00", "925000.00", 2, 6),
    (text("Conghua", "从化区"), 0, "0.00", "0.00", 0, 0),
]
KINDS = [
    (text("S&T little giant enterprises", "科技创新小巨人企业"), 31, 40),
    (text("High-tech enterprises of rapid growth", "高成长性高新技术企业"), 26, 35),
    (text("New research and development institutions", "新型研发机构"), 15, 25),
]
MONTHS = ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]


def program_report() -> Dataset:
    """Report R3: the programs against their targets."""
    awarded = sum((Decimal(row[2]) for row in DISTRICTS), Decimal(0))
    paid = sum((Decimal(row[3]) for row in DISTRICTS), Decimal(0))
    return Dataset(
        code="R3",
        version=2,
        title=text(
            "Program progress against targets", "标杆企业与中小企业支持项目进展"
        ),
        agency=AGENCY,
        prepared_for=text("Leaders of the commission", "委领导、市府办"),
        period=FIRST_QUARTER,
        as_of=AS_OF,
        source=text("Kapok program ledger", "木棉项目台账"),
        figures=_program_figures(awarded, paid),
        sections=(_kinds(), _districts(awarded, paid), _months(), _leaders()),
        definitions=_definitions(),
        remarks=(
            text(
                "Two awards under objection are not counted as live.",
                "两家处于异议期的企业未计入有效授牌企业。",
            ),
        ),
        corrections=(
            text(
                "Panyu: one payment of 425,000.25 yuan was missing from revision 1.",
                "番禺区:第1版漏计一笔425,000.25元的拨款,本版补正。",
            ),
        ),
        revision=2,
    )


def _program_figures(awarded: Decimal, paid: Decimal) -> tuple[Figure, ...]:
    before = text("end of 2025", "上年末")
    return (
        Figure(
            "awards",
            text("Innovation benchmark companies", "创新标杆企业"),
            COMPANIES,
            72,
            target=100,
            previous=66,
            previous_label=before,
            link="/reports/rows/awards/",
        ),
        Figure(
            "smes",
            text("SMEs with active service", "跟踪服务中的中小企业"),
            COMPANIES,
            141,
            target=200,
            previous=137,
            previous_label=before,
            note=text("At least one service in 90 days", "90天内至少一次确认服务"),
        ),
        Figure(
            "awarded",
            text("Awarded", "授予奖励额"),
            WAN_YUAN,
            awarded,
            target=Decimal("500000000.00"),
            previous=Decimal("221050000.00"),
            previous_label=before,
        ),
        Figure(
            "paid",
            text("Disbursement progress", "拨付进度"),
            PERCENT,
            ratio(paid, awarded),
            previous=Decimal("0.571"),
            previous_label=before,
        ),
        Figure(
            "gap",
            text("Time-progress gap", "与序时进度之差"),
            POINTS,
            Decimal("-0.0312"),
            note=text("15 April is day 105 of 365", "4月15日为全年第105天"),
        ),
        Figure(
            "survival",
            text("Survival rate", "存活率"),
            PERCENT,
            ratio(0, 0),
            note=text("No cohort is old enough", "尚无满五年批次"),
        ),
    )


def _kinds() -> Section:
    return Section(
        "kinds",
        text("Targets by kind of company", "分类型目标完成情况"),
        text=text(
            "Live awards of the whole program period, against the target of each kind.",
            "项目周期内有效授牌企业数与各类型目标对比。",
        ),
        chart=ChartSpec(
            ChartKind.PROGRESS,
            text("Live awards against the target", "有效授牌企业数与目标"),
            COMPANIES,
            tuple(kind for kind, _done, _target in KINDS),
            (
                Series(text("Live awards", "有效授牌"), tuple(k[1] for k in KINDS)),
                Series(text("Target", "目标"), tuple(k[2] for k in KINDS)),
            ),
        ),
        table=Table(
            (
                Column("kind", text("Kind", "类型")),
                Column("live", text("Live awards", "有效授牌"), COMPANIES),
                Column("target", text("Target", "目标"), COMPANIES),
                Column("completion", text("Completion", "完成率"), PERCENT),
            ),
            tuple(
                Row((k, d, t, ratio(d, t)), link="/reports/rows/") for k, d, t in KINDS
            ),
            Row((TOTAL, 72, 100, ratio(72, 100))),
        ),
    )


def _districts(awarded: Decimal, paid: Decimal) -> Section:
    rows = []
    for name, live, promised, transferred, smes, services in DISTRICTS:
        hidden = 0 < live < 3
        money = (None, None) if hidden else (Decimal(promised), Decimal(transferred))
        rows.append(
            Row(
                (
                    name,
                    live,
                    *money,
                    None if hidden else ratio(money[1], money[0]),
                    smes,
                    services,
                ),
                link=f"/reports/rows/?district={name['en']}",
                suppressed=("awarded", "paid", "progress") if hidden else (),
            )
        )
    smes, services = sum(row[4] for row in DISTRICTS), sum(row[5] for row in DISTRICTS)
    return Section(
        "districts",
        text("By district", "分区情况"),
        chart=ChartSpec(
            ChartKind.GROUPED,
            text(
                "Live awards and supported SMEs by district",
                "各区有效授牌与受支持企业数",
            ),
            COMPANIES,
            tuple(row[0] for row in DISTRICTS),
            (
                Series(
                    text("Live awards", "有效授牌"), tuple(row[1] for row in DISTRICTS)
                ),
                Series(
                    text("Supported SMEs", "受支持中小企业"),
                    tuple(row[4] for row in DISTRICTS),
                ),
            ),
        ),
        table=Table(
            (
                Column("district", text("District", "区")),
                Column("live", text("Live awards", "有效授牌"), COMPANIES),
                Column("awarded", text("Awarded", "授予奖励额"), WAN_YUAN),
                Column("paid", text("Paid", "已拨付"), WAN_YUAN),
                Column("progress", text("Progress", "拨付进度"), PERCENT),
                Column("smes", text("Supported SMEs", "受支持中小企业"), COMPANIES),
                Column("services", text("Confirmed services", "已确认服务"), COUNT),
            ),
            tuple(rows),
            Row((TOTAL, 72, awarded, paid, ratio(paid, awarded), smes, services)),
        ),
        note=text(
            "The district is that of the registered address on the day of the award.",
            "所在区按授予日的注册地址认定。",
        ),
    )


def _months() -> Section:
    budget = [Decimal(share) for share in ("0.75", "0.83", "1", "0.08", "0.17", "0.25")]
    done = [
        Decimal(share)
        for share in ("0.641", "0.802", "0.957", "0.021", "0.103", "0.219")
    ]
    return Section(
        "execution",
        text("Budget execution over time", "预算执行与序时进度"),
        chart=ChartSpec(
            ChartKind.LINE,
            text("Cumulative budget execution", "累计预算执行率"),
            PERCENT,
            tuple(MONTHS),
            (
                Series(text("Execution", "预算执行率"), tuple(done)),
                Series(text("Time elapsed", "序时进度"), tuple(budget)),
            ),
        ),
        table=Table(
            (
                Column("month", text("Month", "月份"), WORDS),
                Column("execution", text("Execution", "预算执行率"), PERCENT),
                Column("elapsed", text("Time elapsed", "序时进度"), PERCENT),
                Column("gap", text("Gap", "差距"), POINTS),
            ),
            tuple(
                Row((month, share, time, share - time))
                for month, share, time in zip(MONTHS, done, budget, strict=True)
            ),
        ),
    )


def _leaders() -> Section:
    names = [
        "广州晟䶮科技有限公司",
        "广州木棉数据股份有限公司",
        "珠江视觉(广州)有限公司",
    ]
    revenue = [
        ("1234567890.12", "1034567890.10"),
        ("88000000.00", "0.00"),
        ("5100.50", "9900.00"),
    ]
    return Section(
        "growth",
        text("Growth of the largest awarded companies", "主要授牌企业营业收入增长"),
        table=Table(
            (
                Column("company", text("Company", "企业")),
                Column("revenue", text("Operating revenue", "营业收入"), YUAN),
                Column("before", text("Same period of last year", "上年同期"), YUAN),
                Column(
                    "growth",
                    text("Growth (same sample)", "同比增速(可比口径)"),
                    PERCENT,
                ),
            ),
            tuple(
                Row(
                    (
                        name,
                        Decimal(now),
                        Decimal(then),
                        growth(Decimal(now), Decimal(then)),
                    )
                )
                for name, (now, then) in zip(names, revenue, strict=True)
            ),
        ),
        note=text("Same sample: 68 companies.", "可比样本:68家企业。"),
    )


def _definitions() -> tuple[Definition, ...]:
    return (
        Definition(
            "awards",
            text("Live awards", "有效授牌企业"),
            text(
                "approved − revoked, distinct companies", "已批准 − 已撤销,按企业去重"
            ),
            text(
                "A company counts once however many awards it has, from the decision "
                "to the day before a revocation.",
                "同一企业无论获得几项奖励只计一次;自决定之日起计,至撤销之日前一日止。",
            ),
            text("Award decisions", "奖励决定"),
        ),
        Definition(
            "paid",
            text("Disbursement progress", "拨付进度"),
            text("Σ paid ÷ Σ awarded", "Σ已拨付额 ÷ Σ授予额"),
            text(
                "Payments booked by the as-of time, recovered money deducted.",
                "截至数据时点已入账拨款,扣除追回资金。",
            ),
        ),
        Definition(
            "gap",
            text("Time-progress gap", "与序时进度之差"),
            text(
                "execution rate − days elapsed ÷ days of the year",
                "执行率 − 已过天数 ÷ 全年天数",
            ),
            text("In percentage points.", "以百分点表示。"),
        ),
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
