"""A report on programs as managers receive it, made up."""

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
    COMPANIES,
    COUNT,
    PERCENT,
    POINTS,
    WAN_YUAN,
    WORDS,
    YUAN,
    Text,
    growth,
    ratio,
    text,
)
from tests.programs.reports.rendering.samples.common import (
    AGENCY,
    AS_OF,
    FIRST_QUARTER,
    TOTAL,
)

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
