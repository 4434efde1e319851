"""What an objection must bear, and what a ruling must not say (D§1.5)."""

import re
import unicodedata

from django.utils.translation import gettext as _

from programs.selection.states import Signature

NAMELESS = frozenset({
    "匿名", "无名", "无名氏", "群众", "热心市民", "市民", "知情人", "知情人士", "某某",
    "anonymous", "anon", "nobody", "citizen", "n/a", "none", "-",
})  # fmt: skip
E_MAIL = re.compile(r"[^@\s,;，；]+@[^@\s,;，；]+\.[A-Za-z]{2,}")
FEWEST_DIGITS = 7  # of a phone number without its area code


def lacking(
    *, signed_with: str, objector: str, contact: str, content: str, files: int
) -> dict[str, str]:
    """What is missing, by the field it is missing in; empty when it can be accepted.

    >>> full = {"objector": "Li Lei", "contact": "020-8312 4114", "content": "Copied.",
    ...         "files": 0, "signed_with": "real_name"}
    >>> lacking(**full), list(lacking(**full | {"objector": "匿名"}))
    ({}, ['objector'])
    >>> list(lacking(**full | {"contact": "at home", "signed_with": "seal"}))
    ['contact', 'evidence']
    """
    missing = {}
    if not objector.strip() or objector.strip().lower() in NAMELESS:
        missing["objector"] = _("a real name, or that of the organization")
    if not reachable(contact):
        missing["contact"] = _("a phone number or an e-mail address")
    if not content.strip():
        missing["content"] = _("what is not right, and how one can see it")
    if signed_with == Signature.SEAL and not files:
        missing["evidence"] = _("the page with the seal, as a file")
    return missing


def reachable(contact: str) -> bool:
    """Whether one can call or write there.

    >>> reachable("１３８ 0013 8000"), reachable("li@example.org"), reachable("me")
    (True, True, False)
    """
    plain = unicodedata.normalize("NFKC", contact)
    return bool(mail_address(plain)) or sum(map(str.isdigit, plain)) >= FEWEST_DIGITS


def mail_address(contact: str) -> str:
    """The address in what somebody wrote down, or nothing.

    >>> mail_address("电话 020-83124114，邮箱 li@example.org")
    'li@example.org'
    """
    found = E_MAIL.search(contact)
    return found[0] if found else ""


def names(text: str, *, objector: str, contact: str) -> bool:
    """Whether a text gives away who objected.

    >>> names("Mr LI LEI is right.", objector="Li Lei", contact="020-83124114")
    True
    >>> names("Call 020 8312 4114.", objector="Li Lei", contact="020-83124114")
    True
    >>> names("The patent lapsed.", objector="Li Lei", contact="020-83124114")
    False
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    number = re.sub(r"\D", "", unicodedata.normalize("NFKC", contact))
    told = re.sub(r"(?<=\d)[ \-]+(?=\d)", "", plain)
    address = mail_address(contact).lower()
    return (
        objector.strip().lower() in plain
        or (len(number) >= FEWEST_DIGITS and number in told)
        or (bool(address) and address in plain)
    )
