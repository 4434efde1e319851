"""Taking out of a text who applies, for reviews that are to be blind; pure.

What tells an applicant apart is known from the registry (names past and present, credit
code, people, phone, address) and from answers to questions that ask for people.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

HIDDEN = "▇▇▇"
SHORTEST, LATIN = 2, 4  # characters of a name; shorter ones are in every text
CITY = re.compile(r"^(广东省?|广州市?|中国)+")
LEGAL_FORM = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团|分公司|\([^)]*\)|（[^）]*）)+$"
)
ENGLISH_FORM = re.compile(
    r"[\s,]*\b(co|company|ltd|limited|inc|corp|corporation|group)\b\.?", re.IGNORECASE
)
PERSONAL = re.compile(
    r"姓名|负责人|联系人|法定代表人|电话|手机|邮箱|电子邮件|地址|身份证|"
    r"\b(full name|contact|leader|representative|phone|mobile|e-?mail|address|"
    r"member|identity number)\b|^name$",
    re.IGNORECASE,
)
IDENTITY = frozenset(
    {
        "company.name", "company.english_name", "company.uscc",
        "company.legal_representative", "company.address", "company.contact_name",
        "company.contact_phone", "company.contact_email",
    }
)  # fmt: skip


def spoken(name: str) -> list[str]:
    """A company's name as people write it: whole, and without place and legal form.

    >>> spoken("广州木棉科技有限公司")
    ['广州木棉科技有限公司', '木棉科技有限公司', '广州木棉科技', '木棉科技']
    >>> spoken("Kapok Tech Co., Ltd.")
    ['Kapok Tech Co., Ltd.', 'Kapok Tech']
    """
    bare = LEGAL_FORM.sub("", name)
    forms = (name, CITY.sub("", name), bare, CITY.sub("", bare))
    plain = ENGLISH_FORM.sub("", name).strip(" ,.")
    return list(dict.fromkeys(form for form in (*forms, plain) if len(form) > 1))


def asks_for_people(question: Mapping[str, Any]) -> bool:
    """Whether a question, or a column of a table, asks who somebody is.

    >>> asks_for_people({"label": {"zh-hans": "项目负责人"}})
    True
    >>> asks_for_people({"label": {"en": "Product"}, "source": {"of": "company.uscc"}})
    True
    >>> asks_for_people({"label": {"zh-hans": "产品", "en": "Product"}})
    False
    """
    if (question.get("source") or {}).get("of") in IDENTITY:
        return True
    label = question.get("label") or {}
    words = label.values() if isinstance(label, Mapping) else [label]
    return any(PERSONAL.search(str(each)) for each in words)


def words_to_hide(known: Iterable[str]) -> list[str]:
    """What is searched for, the longest first, each once.

    >>> words_to_hide(["李", "李明", "木棉科技", "", "李明", "12"])
    ['木棉科技', '李明']
    """
    found = {each.strip() for each in known}
    long = [
        each for each in found if len(each) >= (LATIN if each.isascii() else SHORTEST)
    ]
    return sorted(long, key=lambda each: (-len(each), each))


def redact(text: str, words: Collection[str]) -> str:
    """The text with every word hidden, however it is spaced or capitalized.

    >>> redact("木 棉科技的李明说", ["木棉科技", "李明"])
    '▇▇▇的▇▇▇说'
    """
    pattern = _pattern(words)
    return pattern.sub(HIDDEN, text) if pattern else text


def names(text: str, words: Collection[str]) -> bool:
    """Whether any of the words is in the text."""
    pattern = _pattern(words)
    return bool(pattern and pattern.search(text))


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    spaced = [r"\s*".join(map(re.escape, "".join(word.split()))) for word in words]
    return re.compile("|".join(spaced), re.IGNORECASE) if spaced else None
