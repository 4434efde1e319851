"""What the groups of a table are called, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django_stubs_ext import StrOrPromise

from programs.catalogue.kinds import KINDS
from programs.reports.measures import Text, text
from programs.reports.metrics.reading import ask

TOTAL = text("Total", "合计")
TYPE = text("Type", "类型")
LEVEL = text("Level", "级别")
DISTRICT = text("District", "区")
INDUSTRY = text("Industry", "行业")
YEAR = text("Budget year", "预算年度")
UNKNOWN = text("Not recorded", "未登记")

SECTIONS: Mapping[str, Text] = {
    "A": text("Agriculture, forestry and fishing", "农、林、牧、渔业"),
    "B": text("Mining", "采矿业"),
    "C": text("Manufacturing", "制造业"),
    "D": text("Electricity, heat, gas and water", "电力、热力、燃气及水生产和供应业"),
    "E": text("Construction", "建筑业"),
    "F": text("Wholesale and retail", "批发和零售业"),
    "G": text("Transport, storage and post", "交通运输、仓储和邮政业"),
    "H": text("Hotels and catering", "住宿和餐饮业"),
    "I": text("Information and software", "信息传输、软件和信息技术服务业"),
    "J": text("Finance", "金融业"),
    "K": text("Real estate", "房地产业"),
    "L": text("Leasing and business services", "租赁和商务服务业"),
    "M": text("Research and technical services", "科学研究和技术服务业"),
    "N": text("Water, environment and public facilities", "水利、环境和公共设施管理业"),
    "O": text("Resident and repair services", "居民服务、修理和其他服务业"),
    "P": text("Education", "教育"),
    "Q": text("Health and social work", "卫生和社会工作"),
    "R": text("Culture, sports and entertainment", "文化、体育和娱乐业"),
    "S": text("Public administration", "公共管理、社会保障和社会组织"),
    "T": text("International organizations", "国际组织"),
}


def by(noun: Text) -> Text:
    """A heading for groups by this.

    >>> by(TYPE)
    {'zh-hans': '分类型', 'en': 'By type'}
    """
    return text(f"By {noun['en'].lower()}", f"分{noun['zh-hans']}")


def both(label: StrOrPromise) -> Text:
    """An interface string as a text: what the catalogs make of it."""
    told = {}
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            told[code] = str(label)
    return told


def choice(labels: Mapping[str, StrOrPromise], code: str) -> Text:
    return both(labels[code]) if code in labels else text(code, code)


def company_type(kind: str, code: str) -> Text:
    """What companies of a program are awarded as."""
    types = {each.code: each.label for each in KINDS[kind].types}
    return choice(types, code)


@dataclass(frozen=True, slots=True)
class District:
    code: str
    zh: str
    en: str


def districts() -> dict[str, Text]:
    """Today's districts by their code, in the order of the codes."""
    rows = ask(
        District,
        "SELECT code, name ->> 'zh-hans' AS zh, name ->> 'en' AS en "
        "FROM foundation_district WHERE current ORDER BY code",
    )
    return {row.code: text(row.en or row.zh, row.zh or row.en) for row in rows}
