"""What a corrected notice says differently from the one that it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Content = Mapping[str, Any]
Row = Mapping[str, Any]

# What stands side by side, in the order of the notice.
SHOWN: Mapping[str, StrOrPromise] = {
    "title": _("Title"),
    "text": _("Text"),
    "basis": _("Basis"),
    "issuer": _("Issued by"),
    "contact": _("Contact"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "address": _("Postal address"),
    "published": _("Published"),
    "closes": _("Notice ends"),
    "objections_close": _("Objections until the end of"),
    "files": _("Attachments"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a notice, before and now."""

    name: str
    before: Any
    after: Any

    @property
    def label(self) -> StrOrPromise:
        return SHOWN.get(self.name, self.name)

    @property
    def differs(self) -> bool:
        return bool(self.before != self.after)


def compared(before: Content, after: Content) -> list[Change]:
    """Every part of both, side by side.

    >>> old, new = {"title": "List", "phone": "1"}, {"title": "List", "phone": "2"}
    >>> [change.name for change in compared(old, new) if change.differs]
    ['phone']
    """
    return [
        Change(name, before.get(name), after.get(name))
        for name in SHOWN
        if before.get(name) or after.get(name)
    ]


def rows_compared(before: Content, after: Content) -> list[Change]:
    """The rows of the list that came, went, or read differently now.

    >>> row = {"proposal": 1, "company": "A"}
    >>> old = {"list": [row, {"proposal": 2, "company": "B"}]}
    >>> new = {"list": [{**row, "company": "A Ltd"}]}
    >>> [(c.before["company"], c.after and c.after["company"])
    ...  for c in rows_compared(old, new)]
    [('A', 'A Ltd'), ('B', None)]
    """
    old, new = _by_proposal(before), _by_proposal(after)
    pairs = [Change(str(key), old.get(key), new.get(key)) for key in {**old, **new}]
    return [each for each in pairs if each.differs]


def _by_proposal(content: Content) -> dict[int, Row]:
    return {row["proposal"]: row for row in content.get("list", [])}
