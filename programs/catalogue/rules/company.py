"""Conditions that programs share: what the company is, and what bars it (D§1.6)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from foundation.translated import pick
from programs.catalogue.rules.conditions import (
    Condition,
    Finding,
    Remedy,
    failed,
    met,
    open_question,
)
from programs.catalogue.rules.facts import Facts, Reads, Support
from startups.companies.states import RegistryState, Status

REPORTS_DUE = (3, 31)  # month and day on which last year's return is due (D§1.7)
REPORT_YEARS = 5
COMPANY_CODES = "91"  # how the codes of companies begin (GB 32100-2015)


def _is_company(facts: Facts) -> Finding:
    if facts.uscc.startswith(COMPANY_CODES):
        return met(_("The code %(code)s is that of a company.") % {"code": facts.uscc})
    known = _("The code %(code)s is not that of a company: it does not begin with 91.")
    return failed(known % {"code": facts.uscc}, Remedy.REGISTRY)


def _is_here(facts: Facts) -> Finding:
    if facts.registry_state == RegistryState.MOVED_OUT:
        return failed(
            _("The registry says that the company has moved out of the city."),
            Remedy.REGISTRY,
        )
    if not facts.in_city:
        return open_question(
            _("Its district, %(district)s, does not exist any more.")
            % {"district": pick(facts.district)},
            Remedy.REGISTRY,
        )
    return met(_("Registered in %(district)s.") % {"district": pick(facts.district)})


def _is_verified(facts: Facts) -> Finding:
    if facts.record == Status.VERIFIED:
        return met(_("Staff have compared the record with the license."))
    if facts.record == Status.UNVERIFIED:
        return open_question(
            _(
                "Staff have not compared the record with the license yet. Go on "
                "meanwhile."
            )
        )
    known = _("The record of this company was not accepted: %(status)s.")
    return failed(known % {"status": Status(facts.record).label}, Remedy.REGISTRY)


def _operates(facts: Facts) -> Finding:
    state = RegistryState(facts.registry_state)
    if state in {RegistryState.ABNORMAL, RegistryState.DISSOLVED}:
        known = _("The registry says: %(state)s.") % {"state": state.label}
        return failed(known, Remedy.REGISTRY)
    return met(_("The registry lists nothing against it."))


def owed_year(on: date) -> int:
    """The last year whose return was due by that day.

    >>> owed_year(date(2026, 3, 31)), owed_year(date(2026, 4, 1))
    (2024, 2025)
    """
    return on.year - 1 if (on.month, on.day) > REPORTS_DUE else on.year - 2


def _owes_nothing(facts: Facts) -> Finding:
    year = owed_year(facts.on)
    bound = [
        each
        for each in facts.support
        if each.live
        and each.program is not None
        and each.decided_on.year <= year <= each.decided_on.year + REPORT_YEARS
    ]
    if not bound:
        return met(_("No earlier support obliges the company to report."))
    if facts.lacking(year):
        known = _("The yearly return of %(year)s, owed for “%(support)s”, is overdue.")
        named = {"year": year, "support": pick(bound[0].name)}
        return failed(known % named, Remedy.RETURNS)
    return met(_("The yearly return of %(year)s has been handed in.") % {"year": year})


def _is_not_chosen(facts: Facts) -> Finding:
    here = [s for s in facts.support if s.live and s.program == facts.program]
    if here:
        known = _("This program chose the company on %(day)s.")
        return failed(known % {"day": here[0].decided_on.isoformat()})
    return met(_("This program has not chosen the company before."))


def _is_not_paid_twice(facts: Facts) -> Finding:
    others = [s for s in facts.support if s.live and s.program != facts.program]
    rivals = [r for r in facts.rivals if not r.same_call and not r.decided]
    named = [_supported(each) for each in others]
    named += [f"{each.number} ({pick(each.call)})" for each in rivals]
    if not named:
        return met(_("No other support and no other application is on record."))
    known = _("On record: %(list)s. Show that this is about something else.")
    return open_question(known % {"list": "; ".join(named)})


def _supported(support: Support) -> str:
    return f"{pick(support.name)} ({support.decided_on.isoformat()})"


def _applies_once(facts: Facts) -> Finding:
    here = [r for r in facts.rivals if r.same_call]
    if not here:
        return met(_("The company has no application in this call yet."))
    if here[0].decided:
        known = _("The application %(number)s of this call has been decided.")
        return failed(known % {"number": here[0].number})
    known = _("The application %(number)s is under way; you go on with that one.")
    return met(known % {"number": here[0].number})


def _is_trusted(facts: Facts) -> Finding:
    revoked = [s for s in facts.support if not s.live]
    if revoked:
        known = _(
            "“%(support)s” was revoked or given up. Say why it does not matter here."
        )
        return open_question(known % {"support": _supported(revoked[0])})
    return open_question(
        _(
            "Nothing is on record here. You confirm it with the commitments, and the "
            "city asks courts, tax and supervision in the joint review."
        )
    )


IS_COMPANY = Condition(
    "company",
    _("A company of its own"),
    _("A legal person: a company, not a sole trader or another body."),
    frozenset({Reads.REGISTRY}),
    _is_company,
    hard=True,
)
IS_HERE = Condition(
    "in_city",
    _("Registered in the city"),
    _("Registered in one of the city's districts, and not moved out."),
    frozenset({Reads.REGISTRY}),
    _is_here,
    hard=True,
)
IS_VERIFIED = Condition(
    "verified",
    _("Record verified"),
    _("Name, code and representative are those of the business license."),
    frozenset({Reads.REGISTRY}),
    _is_verified,
    hard=True,
)
OPERATES = Condition(
    "operation",
    _("In operation"),
    _("Not dissolved, and not on the list of abnormal operation."),
    frozenset({Reads.REGISTRY}),
    _operates,
    hard=True,
)
OWES_NOTHING = Condition(
    "reports",
    _("No overdue report"),
    _("Whoever was supported before has handed in the yearly returns owed for it."),
    frozenset({Reads.SUPPORT, Reads.RETURNS}),
    _owes_nothing,
    hard=True,
)
IS_NOT_CHOSEN = Condition(
    "not_chosen",
    _("Not chosen before"),
    _("The program chooses a company once."),
    frozenset({Reads.SUPPORT}),
    _is_not_chosen,
    hard=True,
)
APPLIES_ONCE = Condition(
    "once",
    _("One application"),
    _("One application of a company in a call."),
    frozenset({Reads.APPLICATIONS}),
    _applies_once,
    hard=True,
)
IS_NOT_PAID_TWICE = Condition(
    "double_funding",
    _("No double funding"),
    _("The same content is not supported by public money twice."),
    frozenset({Reads.SUPPORT, Reads.APPLICATIONS}),
    _is_not_paid_twice,
)
IS_TRUSTED = Condition(
    "integrity",
    _("No bar for lost trust"),
    _(
        "No serious tax, safety, quality or environmental case, no enforcement by a "
        "court, no ban for research misconduct."
    ),
    frozenset({Reads.SUPPORT}),
    _is_trusted,
)

EVERYONE = (
    IS_COMPANY, IS_HERE, IS_VERIFIED, OPERATES, IS_NOT_CHOSEN, APPLIES_ONCE,
    OWES_NOTHING, IS_NOT_PAID_TWICE, IS_TRUSTED,
)  # fmt: skip
