"""Incubators: how much room there is, how much of it is used, and by how many."""

from decimal import Decimal

from programs.reports.measures import (
    CARRIERS,
    COMPANIES,
    DECIMAL,
    PERCENT,
    WAN_SQUARE_METERS,
    ratio,
    text,
)
from programs.reports.metrics.metric import Metric
from programs.reports.metrics.rooms import Room


def density(facts: Room) -> Decimal | None:
    return ratio(1000 * facts.tenants, facts.area)


CARRIERS_OPERATING = Metric[Room](
    code="carriers",
    label=text("Carriers", "孵化载体"),
    measure=CARRIERS,
    formula=text("carriers in operation", "在营孵化载体数"),
    meaning=text(
        "Opened by the end of the period and not delisted by then according to the "
        "journal. Type, level and district are those recorded when the data were read.",
        "报告期末已开业且系统日志未记载摘牌；类型、级别和所在区为读取数据时的登记信息。",
    ),
    of=lambda facts: facts.carriers,
)
AREA = Metric[Room](
    code="area",
    label=text("Floor area", "孵化场地面积"),
    measure=WAN_SQUARE_METERS,
    formula=text("Σ measured area of all units", "Σ全部单元实测面积"),
    meaning=text(
        "Measured areas in force on the last day of the period; declared and certified "
        "areas are never mixed in.",
        "以报告期末日有效的实测面积为准，不与申报面积、证载面积混用。",
    ),
    of=lambda facts: facts.area,
)
LETTABLE = Metric[Room](
    code="lettable",
    label=text("Lettable area", "可出租面积"),
    measure=WAN_SQUARE_METERS,
    formula=text("Σ measured area of units for tenants", "Σ用于入驻企业单元的实测面积"),
    meaning=text(
        "Without shared services, the operator's offices and other uses.",
        "不含公共服务、运营办公及其他用途面积。",
    ),
    of=lambda facts: facts.lettable,
)
OCCUPIED = Metric[Room](
    code="occupied",
    label=text("Occupied area", "在用面积"),
    measure=WAN_SQUARE_METERS,
    formula=text("Σ area occupied in units for tenants", "Σ入驻企业单元已使用面积"),
    meaning=text(
        "By all companies that sit there on the last day of the period, incubated or "
        "not.",
        "报告期末日全部入驻企业（含非在孵企业）使用的面积。",
    ),
    of=lambda facts: facts.occupied,
)
OCCUPANCY = Metric[Room](
    code="occupancy",
    label=text("Occupancy", "入驻率"),
    measure=PERCENT,
    formula=text("Σ occupied m² ÷ Σ lettable m²", "Σ在用面积 ÷ Σ可出租面积"),
    meaning=text(
        "On the last day of the period; of a group, the ratio of its sums.",
        "以报告期末日为准；分组按合计之比计算。",
    ),
    of=lambda facts: ratio(facts.occupied, facts.lettable),
)
AVERAGE_OCCUPANCY = Metric[Room](
    code="average_occupancy",
    label=text("Average occupancy", "平均入驻率"),
    measure=PERCENT,
    formula=text(
        "Σ occupied m² × days ÷ Σ lettable m² × days",
        "Σ（在用面积 × 天数）÷ Σ（可出租面积 × 天数）",
    ),
    meaning=text(
        "Weighted by the days of the period on which each area held, for the carriers "
        "in operation at its end.",
        "按报告期内各面积有效天数加权，口径为期末在营载体。",
    ),
    of=lambda facts: ratio(facts.occupied_days, facts.lettable_days),
)
TENANTS = Metric[Room](
    code="tenants",
    label=text("Tenants", "在孵企业"),
    measure=COMPANIES,
    formula=text("tenants within their term", "孵化时限内的在孵企业数"),
    meaning=text(
        "Moved in and not moved out by the end of the period; resident companies and "
        "tenants beyond their term are not counted.",
        "报告期末已入驻且未迁出；不含入驻企业（非在孵）和超过孵化时限的企业。",
    ),
    of=lambda facts: facts.tenants,
)
DENSITY = Metric[Room](
    code="density",
    label=text("Density", "在孵企业密度"),
    measure=DECIMAL,
    formula=text(
        "tenants ÷ (floor area ÷ 1,000 m²)",
        "在孵企业数 ÷（孵化场地面积 ÷ 1,000平方米）",
    ),
    meaning=text("Companies per 1,000 m².", "每千平方米在孵企业数。"),
    of=density,
)
OVERDUE = Metric[Room](
    code="overdue",
    label=text("Over term", "超期企业"),
    measure=COMPANIES,
    formula=text("tenants beyond their term", "超过孵化时限仍未离开的企业数"),
    meaning=text(
        "Tenants still in the carrier whose term had ended, extensions included.",
        "报告期末仍在载体内、孵化时限（含延期）已满的企业。",
    ),
    of=lambda facts: facts.overdue,
)
OVERDUE_SHARE = Metric[Room](
    code="overdue_share",
    label=text("Share over term", "超期企业占比"),
    measure=PERCENT,
    formula=text(
        "tenants beyond their term ÷ all tenants",
        "超期企业数 ÷（在孵企业数 + 超期企业数）",
    ),
    meaning=text("All tenants: within and beyond their term.", "分母含超期企业。"),
    of=lambda facts: ratio(facts.overdue, facts.tenants + facts.overdue),
)
GRADUATES = Metric[Room](
    code="graduates",
    label=text("Graduates", "当期毕业企业"),
    measure=COMPANIES,
    formula=text("graduations within the period", "报告期内毕业企业数"),
    meaning=text("By the day of graduation.", "以毕业日期为准。"),
    of=lambda facts: facts.graduates,
)
GRADUATES_EVER = Metric[Room](
    code="graduates_ever",
    label=text("Graduates so far", "累计毕业企业"),
    measure=COMPANIES,
    formula=text("graduations until the end of the period", "截至报告期末毕业企业数"),
    meaning=text(
        "Of the carriers in operation at the end of the period.", "口径为期末在营载体。"
    ),
    of=lambda facts: facts.graduates_ever,
)
GRADUATION_RATE = Metric[Room](
    code="graduation_rate",
    label=text("Graduation rate", "毕业率"),
    measure=PERCENT,
    formula=text(
        "graduated in the year ÷ (tenants on 1 January + entries)",
        "当年毕业企业数 ÷ （1月1日在孵企业数 + 当年新入驻数）",
    ),
    meaning=text(
        "From 1 January to the end of the period; tenants of 1 January whatever their "
        "term.",
        "自1月1日至报告期末累计；1月1日在孵企业含超期企业。",
    ),
    of=lambda facts: ratio(facts.graduates_of_year, facts.at_new_year + facts.entered),
)
METRICS = (
    CARRIERS_OPERATING, AREA, LETTABLE, OCCUPIED, OCCUPANCY, AVERAGE_OCCUPANCY, TENANTS,
    DENSITY, OVERDUE, OVERDUE_SHARE, GRADUATES, GRADUATES_EVER, GRADUATION_RATE,
)  # fmt: skip
