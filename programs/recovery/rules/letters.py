"""How a demand is worded: what is owed, why, how it was reckoned, until when, how."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_stubs_ext import StrOrPromise

from foundation.money import ZERO
from programs.catalogue.states import Source
from programs.recovery.rules.reckoning import Reckoning
from programs.recovery.states import Part


@dataclass(frozen=True, slots=True)
class About:
    """The facts of a demand, in the language of the letter."""

    number: str
    award: str
    program: str
    company: str
    document: str
    reason: str
    breached_on: date
    explanation: str
    basis: str
    due_on: date
    account: str


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand in one language, word for word."""

    title: str
    to: str
    opening: list[str]
    facts: list[list[str]]
    steps: list[list[str]]
    claims: list[list[str]]
    paying: list[str]
    after: list[str]

    def kept(self) -> dict[str, Any]:
        """The letter as data, to be frozen."""
        return asdict(self)


LABELS: Mapping[str, StrOrPromise] = {
    "facts": gettext_lazy("Why money is asked back"),
    "steps": gettext_lazy("How it was reckoned"),
    "claims": gettext_lazy("What is owed"),
    "paying": gettext_lazy("How to pay"),
    "after": gettext_lazy("What happens next"),
    "step": gettext_lazy("Step"),
    "yuan": gettext_lazy("yuan"),
    "source": gettext_lazy("Owed to"),
    "principal": gettext_lazy("Principal (yuan)"),
    "interest": gettext_lazy("Interest (yuan)"),
    "together": gettext_lazy("Together (yuan)"),
}


def compose(about: About, found: Reckoning) -> Demand:
    """The demand in the language that is active."""
    return Demand(
        title=_("Demand for repayment"),
        to=_("To: %(company)s") % {"company": about.company},
        opening=[_opening(about, found.total)],
        facts=_facts(about),
        steps=[[step.sentence, money(step.figure)] for step in found.steps],
        claims=list(table(found.claims)),
        paying=list(_paying(about)),
        after=_after(),
    )


def money(amount: Decimal) -> str:
    """
    >>> money(Decimal("1234567.8"))
    '1,234,567.80'
    """
    return f"{amount:,.2f}"


def _opening(about: About, total: Decimal) -> str:
    return _(
        "Of the award %(award)s of the program “%(program)s” (document %(document)s), "
        "%(total)s yuan are to be paid back by %(due)s."
    ) % {
        "award": about.award,
        "program": about.program,
        "document": about.document,
        "total": money(total),
        "due": about.due_on,
    }


def _facts(about: About) -> list[list[str]]:
    return [
        [pgettext("why money is asked back", "Reason"), about.reason],
        [_("Happened on"), str(about.breached_on)],
        [pgettext("why money is asked back", "What happened"), about.explanation],
        [_("Legal basis"), about.basis],
    ]


def table(claims: Mapping[tuple[str, str], Decimal]) -> Iterable[list[str]]:
    """A line for each source, and their sum: principal, interest, together."""
    sums = dict.fromkeys(Part, ZERO)
    for source in Source:
        owed = {part: claims.get((source, part), ZERO) for part in Part}
        if any(owed.values()):
            sums = {part: sums[part] + owed[part] for part in Part}
            yield [str(source.label), *_amounts(owed)]
    yield [_("Together"), *_amounts(sums)]


def _amounts(owed: Mapping[Part, Decimal]) -> list[str]:
    principal, interest = owed[Part.PRINCIPAL], owed[Part.INTEREST]
    return [money(principal), money(interest), money(principal + interest)]


def _paying(about: About) -> Iterable[str]:
    if about.account:
        yield _("Pay to the account of the treasury: %(account)s.") % {
            "account": about.account
        }
    else:
        yield _(
            "Ask the finance division of the commission for the account of the "
            "treasury; its people answer the messages of your application."
        )
    yield _(
        "Write the number %(number)s of this letter into the purpose of the transfer. "
        "You may pay in parts until the due date; the page of this demand shows what "
        "was booked and what is left."
    ) % {"number": about.number}
    yield _(
        "A payment counts toward interest first and then toward principal (Civil Code, "
        "article 561); the interest of this letter is fixed and does not grow."
    )


def _after() -> list[str]:
    return [
        _(
            "What is not paid by the due date is demanded again, and may be referred "
            "for enforcement and entered into the record of integrity."
        ),
        _(
            "If you think that this demand is wrong, you may apply for administrative "
            "reconsideration within 60 days of receiving it, or bring an action before "
            "the people's court within six months."
        ),
    ]
