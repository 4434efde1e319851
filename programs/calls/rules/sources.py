"""What the city knows of a company already, so that a form need not ask it again.

A question names its source: `{"of": "company.name"}`, or a figure of a yearly return
`{"of": "return.REV", "year": -1}` with the year counted from that of the call.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from programs.calls.rules.schema import TYPED
from programs.calls.states import QuestionKind as Kind
from startups.indicators.catalog import INDICATORS
from startups.indicators.rules import Unit

EARLIEST, LATEST = -5, 0  # years from that of the call
WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class Source:
    """Something known, and the kinds of question that can take it."""

    label: StrOrPromise
    kinds: frozenset[Kind]
    yearly: bool = False


def _figures() -> dict[str, Source]:
    yuan = frozenset({Kind.NUMBER, Kind.MONEY})
    number = frozenset({Kind.NUMBER})
    return {
        f"return.{code}": Source(
            indicator.label,
            yuan if indicator.unit == Unit.THOUSAND_YUAN else number,
            yearly=True,
        )
        for code, indicator in INDICATORS.items()
    }


SOURCES: dict[str, Source] = {
    "company.name": Source(_("name of the company"), WORDS),
    "company.english_name": Source(_("English name"), WORDS),
    "company.uscc": Source(_("unified social credit code"), WORDS),
    "company.legal_representative": Source(_("legal representative"), WORDS),
    "company.registered_capital": Source(
        _("registered capital"), frozenset({Kind.MONEY, Kind.NUMBER})
    ),
    "company.founded_on": Source(_("founded on"), frozenset({Kind.DATE})),
    "company.district": Source(_("district"), WORDS),
    "company.industry": Source(_("industry (GB/T 4754)"), WORDS),
    "company.address": Source(pgettext_lazy("place", "address"), WORDS),
    "company.contact_name": Source(_("contact"), WORDS),
    "company.contact_phone": Source(_("phone"), WORDS),
    "company.contact_email": Source(_("contact's e-mail"), WORDS),
    **_figures(),
}
SOURCED = TYPED
