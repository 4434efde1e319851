"""What the calls ask, in both languages, and what an invented company answers."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.finances import Year
from config.demo.firms import Firm
from programs.catalogue.rules import post_subsidy

Question = dict[str, Any]
THOUSAND = 1_000


def _texts(zh: str, en: str) -> dict[str, str]:
    return {"zh-hans": zh, "en": en}


def _ask(name: str, kind: str, zh: str, en: str, **more: Any) -> Question:
    return {"id": name, "kind": kind, "label": _texts(zh, en), "required": True, **more}


def _section(zh: str, en: str, *questions: Question) -> dict[str, Any]:
    return {"title": _texts(zh, en), "questions": list(questions)}


def _options(*options: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": _texts(zh, en)} for value, zh, en in options]


def _money(name: str, zh: str, en: str, **more: Any) -> Question:
    return _ask(name, "money", zh, en, min=0, **more)


def _from(source: str, **year: int) -> dict[str, Any]:
    """What the city knows already: of the registry, or of last year's return."""
    return {"source": {"of": source, **year}}


def _column(name: str, kind: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "label": _texts(zh, en), **more}


COMPANY = _section(
    "企业基本情况", "The company",
    _ask("introduction", "long_text", "企业简介", "About the company", max=1500),
    _ask("legal_representative", "text", "法定代表人", "Legal representative",
         max=80, **_from("company.legal_representative")),
    _ask("founded_on", "date", "成立日期", "Founded on",
         **_from("company.founded_on")),
    _ask("contact_person", "text", "申报联系人", "Contact", max=80),
    _ask("contact_phone", "text", "联系电话", "Phone", max=40),
)  # fmt: skip
TYPE = _section(
    "申报类型", "What it applies as",
    _ask("type_reason", "long_text", "符合该类型条件的说明",
         "How the conditions of this type are met", max=2000),
    _ask("ranking", "text", "入选的第三方榜单（如有）",
         "Rankings it is listed in, if any", required=False, max=200),
)  # fmt: skip
BUSINESS = _section(
    "经营情况", "Business",
    _money("revenue_1", "前三年度营业收入（元）", "Revenue three years ago (yuan)"),
    _money("revenue_2", "前两年度营业收入（元）", "Revenue two years ago (yuan)"),
    _money("revenue_3", "上年度营业收入（元）", "Revenue last year (yuan)",
           **_from("return.REV", year=-1)),
    _ask("profit", "money", "上年度利润总额（元）", "Profit last year (yuan)"),
    _ask("market", "long_text", "市场地位与主要客户", "Market and main customers",
         max=2000),
)  # fmt: skip
RESEARCH = _section(
    "研发与知识产权", "Research and intellectual property",
    _money("rd_2", "前一年度研发费用（元）", "R&D expenditure two years ago (yuan)"),
    _money("rd_3", "上年度研发费用（元）", "R&D expenditure last year (yuan)"),
    _money("subsidy", "已获研发经费后补助（元）", "R&D post-subsidy received (yuan)"),
    _ask("patents", "number", "有效发明专利", "Valid invention patents", min=0,
         unit=_texts("件", "pieces")),
    _ask("rd_center", "choice", "研发机构级别", "Level of its R&D center",
         options=_options(("none", "无", "none"), ("district", "区级", "district"),
                          ("city", "市级", "city"), ("province", "省级", "province"),
                          ("national", "国家级", "national"))),
    _ask("rd_center_name", "text", "研发机构名称", "Name of the R&D center", max=120,
         when={"question": "rd_center", "is": ["city", "province", "national"]},
         help=_texts("与认定文件一致。", "As in the document that recognizes it.")),
)  # fmt: skip
BUDGET = _section(
    "投入预算", "Planned spending",
    _ask("budget", "table", "未来两年研发投入预算",
         "R&D spending of the next two years",
         columns=[
             _column("item", "text", "用途", "Purpose", required=True, max=60),
             _column("amount", "money", "金额", "Amount", required=True, min=0,
                     total=True),
             _column("staff", "number", "投入人员", "Staff", min=0, whole=True,
                     total=True, unit=_texts("人", "people")),
             _column("until", "date", "完成日期", "Done by"),
         ], min_rows=1, max_rows=12,
         help=_texts("每项用途一行，合计自动计算。",
                     "One line for each purpose; totals are computed.")),
)  # fmt: skip
TEAM = _section(
    "人员与团队", "Team",
    _ask("staff", "number", "从业人员", "Employees", min=0, whole=True,
         unit=_texts("人", "people"), **_from("return.EMP", year=-1)),
    _ask("rd_staff", "number", "研发人员", "R&D staff", min=0,
         unit=_texts("人", "people")),
    _ask("leaders", "long_text", "核心团队", "The leading team", max=1500),
)  # fmt: skip
NEEDS = _section(
    "服务需求", "What it needs",
    _ask("need", "choice", "最迫切的需求", "Most urgent need",
         options=_options(("FN", "融资", "finance"), ("MK", "市场", "market access"),
                          ("HR", "人才", "talent"), ("TE", "技术对接", "technology"),
                          ("SP", "场地", "premises"))),
    _ask("services", "choices", "希望获得的服务（最多三项）",
         "Services it would like (three at most)", required=False, max=3,
         options=_options(("bank", "银行对接", "talks with banks"),
                          ("market", "应用场景对接", "pilot customers"),
                          ("talent", "人才政策辅导", "help with talent policies"),
                          ("ip", "知识产权辅导", "help with patents"),
                          ("listing", "上市辅导", "preparing to be listed"))),
    _ask("need_detail", "long_text", "需求说明", "Please explain", max=1500),
)  # fmt: skip
FILES = _section(
    "附件", "Files",
    _ask("accounts", "file", "审计报告", "Audited accounts", types=["pdf"], most=3),
    _ask("other_files", "file", "其他证明材料", "Other evidence", required=False),
)  # fmt: skip
COMMITMENT = _section(
    "承诺", "Commitments",
    _ask("truthful", "commitment", "承诺所填内容真实、准确、完整。",
         "Everything stated is true, exact and complete."),
    _ask("stays", "commitment", "承诺五年内不迁出本市。",
         "The company will not leave the city for five years."),
)  # fmt: skip

FORMS: dict[str, dict[str, Any]] = {
    "role-model-award": {
        "sections": [
            COMPANY,
            TYPE,
            BUSINESS,
            RESEARCH,
            BUDGET,
            TEAM,
            FILES,
            COMMITMENT,
        ]
    },
    "sme-support": {
        "sections": [
            COMPANY,
            BUSINESS,
            RESEARCH,
            BUDGET,
            TEAM,
            NEEDS,
            FILES,
            COMMITMENT,
        ]
    },
}
FILE_QUESTION = "accounts"


def asked(kind: str, *, ahead: bool) -> dict[str, Any]:
    """The form of a call; one that is for the year ahead takes figures of last year."""
    form = deepcopy(FORMS[kind])
    for question in (q for part in form["sections"] for q in part["questions"]):
        if ahead and "year" in question.get("source", {}):
            question["source"]["year"] -= 1
    return form


def answers(dice: Random, kind: str, firm: Firm, years: list[Year]) -> dict[str, Any]:
    """A complete set, from the figures of the three years before the call."""
    given: dict[str, Any] = {
        **_about(dice, firm),
        **_figures(years),
        "rd_center": dice.choice(["none", "district", "city", "province"]),
        "truthful": True,
        "stays": True,
        "budget": _budget(dice, years[-1]),
    }
    if given["rd_center"] in {"city", "province"}:
        given["rd_center_name"] = f"{firm.name}工程技术研究中心"
    if kind == "sme-support":
        given["need"] = dice.choice(["FN", "MK", "HR", "TE", "SP"])
        given["services"] = dice.sample(["bank", "market", "talent", "ip"], 2)
        given["need_detail"] = dice.choice(NEED_DETAILS)
    else:
        given["type_reason"] = dice.choice(REASONS)
        given["ranking"] = dice.choice(["", "", "示例高成长企业百强榜"])
    return given


def _about(dice: Random, firm: Firm) -> dict[str, str]:
    return {
        "introduction": f"{firm.name}成立于{firm.founded_on.year}年，"
        f"{dice.choice(INTRODUCTIONS)}",
        "legal_representative": firm.representative,
        "founded_on": firm.founded_on.isoformat(),
        "contact_person": firm.representative,
        "contact_phone": f"020-0000-{dice.randrange(10_000):04d}",
        "market": dice.choice(MARKETS),
        "leaders": dice.choice(TEAMS),
    }


def known(firm: Firm, last: Year, of: int, on: date) -> dict[str, Any]:
    """What was filled in for the company when it began."""
    day = {"on": on.isoformat()}
    registry = {"legal_representative": firm.representative,
                "founded_on": firm.founded_on.isoformat()}  # fmt: skip
    figures = {"revenue_3": ("REV", THOUSAND), "staff": ("EMP", 1)}
    return {
        **{n: {"of": f"company.{n}", "value": v, **day} for n, v in registry.items()},
        **{
            name: {"of": f"return.{code}", "year": of,
                   "value": str(last[code] * times), **day}
            for name, (code, times) in figures.items()
        },
    }  # fmt: skip


def _budget(dice: Random, last: Year) -> list[dict[str, str]]:
    """Some purposes that add up to about what was spent on research last year."""
    purposes = dice.sample(PURPOSES, dice.randrange(2, 5))
    share = max(last["RD_EXP"], 100) * THOUSAND // len(purposes)
    return [
        {
            "item": purpose,
            "amount": f"{share * dice.randrange(80, 121) // 100}.00",
            "staff": str(dice.randrange(1, 12)),
            "until": "",
        }
        for purpose in purposes
    ]


def _figures(years: list[Year]) -> dict[str, str]:
    """Money is asked in yuan; returns are kept in thousands."""
    before, past, last = years
    return {
        "revenue_1": _yuan(before["REV"]),
        "revenue_2": _yuan(past["REV"]),
        "revenue_3": _yuan(last["REV"]),
        "profit": _yuan(last["PROFIT"]),
        "rd_2": _yuan(past["RD_EXP"]),
        "rd_3": _yuan(last["RD_EXP"]),
        "subsidy": str(subsidy(last)),
        "patents": str(last["IP_VALID_INV"]),
        "staff": str(last["EMP"]),
        "rd_staff": str(last["RD_STAFF"]),
    }


def _yuan(thousands: int) -> str:
    return f"{thousands * THOUSAND}.00"


def subsidy(last: Year) -> Decimal:
    """The R&D post-subsidy, in yuan, that a year's R&D spending brings (D§1.3)."""
    return post_subsidy(Decimal(last["RD_EXP"] * THOUSAND))


INTRODUCTIONS = [
    "专注于核心技术研发与产业化，产品应用于智能制造、城市治理等领域。",
    "是一家以自主研发为主的科技企业，拥有多项核心知识产权，服务客户超过百家。",
    "长期深耕细分市场，研发投入逐年提高，与多所高校共建联合实验室。",
    "致力于关键零部件的国产替代，已形成从设计到量产的完整能力。",
]
MARKETS = [
    "细分领域市场占有率位居全国前列，主要客户为制造业龙头企业。",
    "产品覆盖华南、华东市场，近三年新增客户稳步增长。",
    "以本地市场为主，正在拓展大湾区及东南亚业务。",
]
TEAMS = [
    "核心团队来自知名高校和行业龙头企业，平均从业年限超过十年。",
    "创始人具有二十年行业经验，研发负责人主持过省级科研项目。",
    "团队以青年研发人员为主，硕士以上学历占比较高。",
]
PURPOSES = [
    "研发人员薪酬", "中试设备购置", "试验材料与耗材", "委托外部研发",
    "知识产权申请与维护", "软件与算力租用",
]  # fmt: skip
REASONS = [
    "近三年研发费用占营业收入比例稳定在较高水平，建有市级以上研发机构，拥有自主核心技术。",
    "近三年主营业务收入年均增长较快，处于细分行业领先地位，利润同步增长。",
    "商业模式在全国具有示范效应，已在多个城市推广应用。",
]
NEED_DETAILS = [
    "拟扩大产能，需要对接银行信用贷款和政策性担保。",
    "希望对接本地应用场景和采购需求，开展首台套示范应用。",
    "急需高层次研发人才，希望协助解决人才入户和住房问题。",
    "希望与高校共建联合实验室，解决关键工艺难题。",
    "现有场地不足，需要中试厂房约一千平方米。",
]
