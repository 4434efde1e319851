"""How agreements are worded: the facts, what each side owes, and how it ends.

Three papers share most of their words: a letter of commitment is the company's alone
in tone, an agreement is between two, a task contract has a task that is accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_stubs_ext import StrOrPromise

from programs.agreements.states import Paper

TITLES: Mapping[str, StrOrPromise] = {
    Paper.COMMITMENT: gettext_lazy("Letter of commitment"),
    Paper.AGREEMENT: gettext_lazy("Funding agreement"),
    Paper.CONTRACT: gettext_lazy("Task contract"),
}

OPENINGS: Mapping[str, StrOrPromise] = {
    Paper.COMMITMENT: gettext_lazy(
        "%(agency)s (the city) has decided to award %(company)s (the company) the "
        "money named below. The company accepts the award and commits itself to what "
        "follows."
    ),
    Paper.AGREEMENT: gettext_lazy(
        "%(agency)s (the city) and %(company)s (the company) agree on the award named "
        "below as follows."
    ),
    Paper.CONTRACT: gettext_lazy(
        "%(agency)s (the city) entrusts %(company)s (the company) with the project "
        "that its application describes, and funds it beforehand as follows."
    ),
}

# What every company owes, whatever the kind; D§1.6 says what follows otherwise.
DUTIES: tuple[StrOrPromise, ...] = (
    gettext_lazy(
        "To keep its registration, taxes and statistics in Guangzhou until the term "
        "ends. If it moves out before, it gives back the part of what was paid that "
        "belongs to the days left of the term."
    ),
    gettext_lazy(
        "To tell the city within 30 days when its name, credit code, bank account, "
        "legal representative or district changes, and to ask before a target or the "
        "term is changed."
    ),
    gettext_lazy(
        "To give the city, the district and auditors the papers that they ask for, and "
        "to keep them until five years after the term."
    ),
)
BREACHES: tuple[StrOrPromise, ...] = (
    gettext_lazy(
        "Money is held back while a yearly report is more than 30 days late, a finding "
        "is open, or the company is listed as abnormal or in serious breach of law."
    ),
    gettext_lazy(
        "Whoever received money by false statements or uses it for something else "
        "gives back all of it with interest, and loses the award."
    ),
    gettext_lazy(
        "What is demanded back is due 30 days after the letter; the city may have it "
        "enforced and enter the breach into the register of integrity."
    ),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper is about, in the language that it is worded in."""

    paper: str
    agency: str
    company: str
    pairs: Sequence[tuple[str, str]]
    steps: Sequence[tuple[str, str]]  # a sentence, and the yuan that it arrives at
    parts: Sequence[tuple[str, str, str]]  # which, how much, under which conditions
    duties: Sequence[str]
    until: str
    amends: str = ""
    changes: Sequence[str] = ()


def compose(facts: Facts) -> dict[str, Any]:
    """The whole paper as blocks, in the language that is active."""
    named = {"agency": facts.agency, "company": facts.company}
    return {
        "title": str(TITLES[facts.paper]),
        "blocks": [
            *_amended(facts),
            _paragraph(str(OPENINGS[facts.paper]) % named),
            {"kind": "facts", "pairs": [list(pair) for pair in facts.pairs]},
            _heading(_("1. How the amount comes about")),
            _table(
                [_("Step"), _("Yuan")],
                [list(step) for step in facts.steps],
                [False, True],
            ),
            _heading(_("2. How it is paid")),
            _table(
                [pgettext("tranche", "Part"), _("Yuan"), _("Paid when")],
                [list(part) for part in facts.parts],
                [False, True, False],
            ),
            _paragraph(
                _(
                    "Payment goes to the bank account in the company's own name that "
                    "the city has verified."
                )
            ),
            _heading(_("3. What the company commits itself to")),
            {"kind": "list", "items": [*map(str, facts.duties), *map(str, DUTIES)]},
            _heading(_("4. If it is not kept")),
            {"kind": "list", "items": [str(each) for each in BREACHES]},
            _heading(_("5. Signing")),
            _paragraph(_signing(facts)),
        ],
    }


def _amended(facts: Facts) -> list[dict[str, Any]]:
    if not facts.amends:
        return []
    told = _(
        "This version takes the place of %(number)s as soon as it is countersigned. "
        "What it changes:"
    ) % {"number": facts.amends}
    return [_paragraph(told), {"kind": "list", "items": list(facts.changes)}]


def _signing(facts: Facts) -> str:
    if facts.amends:
        return _(
            "The company prints this paper, signs and seals it, and hands in the copy "
            "in the portal by %(day)s. The city countersigns; from then on it is in "
            "force. Until then, and if it is not signed, %(number)s holds."
        ) % {"day": facts.until, "number": facts.amends}
    return _(
        "The company prints this paper, signs and seals it, and hands in the copy in "
        "the portal by %(day)s. The city countersigns; from then on it is in force. An "
        "award whose paper is not signed by that day counts as given up, and its place "
        "goes to the next company."
    ) % {"day": facts.until}


def _paragraph(text: str) -> dict[str, Any]:
    return {"kind": "paragraph", "text": text}


def _heading(text: str) -> dict[str, Any]:
    return {"kind": "heading", "text": text}


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]
) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "numeric": list(numeric),
        "narrow": list(numeric),
    }
