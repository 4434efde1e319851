"""What each condition answers, by the vectors of the reference (D§1.2, D§2.4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from programs.catalogue.kinds import KINDS
from programs.catalogue.rules import (
    Facts,
    Figure,
    Platform,
    Reads,
    Rival,
    Support,
    Title,
)
from programs.catalogue.rules.figures import growth
from programs.eligibility.rules import assess, barring, findings

AWARD, SME = KINDS["role-model-award"], KINDS["sme-support"]
USCC = "91440106DEMT000454"
ALL = {c.code: c for kind in (AWARD, SME) for c in kind.conditions} | {
    c.code: c for kind in (AWARD, SME) for t in kind.types for c in t.conditions
}


def facts(**known) -> Facts:
    """Of a call that opened in December 2016, as the first of its kind did."""
    given = {
        "on": date(2016, 12, 6),
        "opens_on": date(2016, 12, 6),
        "closes_on": date(2016, 12, 30),
        "program": 1,
        "uscc": USCC,
        "district": {"en": "Tianhe"},
    }
    return Facts(**(given | known))


def figures(**series) -> dict[tuple[str, int], Figure]:
    """`REV=(a, b, c)` are the three years up to 2015."""
    return {
        (code, 2016 - len(amounts) + n): Figure(Decimal(str(amount)))
        for code, amounts in series.items()
        for n, amount in enumerate(amounts)
    }


FILED = dict.fromkeys(range(2010, 2016), "confirmed")


def outcome(code: str, **known) -> str:
    return str(ALL[code].check(facts(**known)).outcome)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (5000, 9000, "pass"),  # 34.1641 % a year
        (5000, "8450.0", "pass"),  # the threshold itself
        (5000, "8449.99", "needs_evidence"),  # unless a fund invested
        (0, 9000, "needs_evidence"),
    ],
)
def test_growth_is_thirty_percent_over_two_intervals(first, last, expected):
    known = figures(REV_MAIN=(first, 7000, last))

    assert outcome("growth", figures=known, returns=FILED) == expected


def test_equity_financing_that_was_reported_is_the_other_way_to_growth():
    known = figures(REV_MAIN=(5000, 6000, 7000), FIN_EQ=(0, 20000, 5000))

    found = ALL["growth"].check(facts(figures=known, returns=FILED))

    assert (str(found.outcome), "25,000" in found.known) == ("needs_evidence", True)


def test_growth_can_be_asked_over_three_intervals():
    known = facts(figures=figures(REV_MAIN=(4000, 1, 1, 9000)), returns=FILED)

    found = growth(intervals=3).check(known)

    assert (str(found.outcome), "31.04%" in found.known) == ("pass", True)


@pytest.mark.parametrize(
    ("founded_on", "expected"),
    [
        (date(2012, 12, 31), "pass"),
        (date(2013, 1, 1), "fail"),
        (None, "needs_evidence"),
    ],
)
def test_a_company_of_the_call_of_2016_was_founded_before_2013(founded_on, expected):
    assert outcome("founded", founded_on=founded_on) == expected


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        ((50, 50, 50), "pass"),  # exactly 5 % of 3,000
        ((10, 40, 100), "pass"),  # uneven, but together 5 %
        ((50, 50, "49.99"), "fail"),
    ],
)
def test_research_is_five_percent_of_three_years_together(spent, expected):
    known = figures(RD_EXP=spent, REV=(1000, 1000, 1000))

    assert outcome("intensity", figures=known, returns=FILED) == expected


def test_each_year_is_shown_beside_the_sum():
    known = figures(RD_EXP=(10, 40, 100), REV=(1000, 1000, 1000))

    said = ALL["intensity"].check(facts(figures=known, returns=FILED)).known

    assert [text in said for text in ("5.00%", "2013: 1.00%", "2015: 10.00%")] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("deducted", "expected"), [(1010, "pass"), (990, "pass"), (989, "needs_evidence")]
)
def test_the_tax_office_may_know_one_percent_less_or_more(deducted, expected):
    known = figures(RD_EXP=(1000,), RD_DEDUCT=(deducted,))

    assert outcome("rd_matches", figures=known, returns=FILED) == expected


@pytest.mark.parametrize(
    ("profit", "expected"), [((1, 2), "pass"), ((2, 1), "fail"), ((2, 2), "fail")]
)
def test_revenue_and_profit_rise(profit, expected):
    known = figures(REV=(10, 20), PROFIT=profit)

    assert outcome("rising", figures=known, returns=FILED) == expected


@pytest.mark.parametrize("code", ["growth", "rising", "intensity", "rd_matches"])
def test_figures_that_are_not_there_are_named_and_refuse_nothing(code):
    found = ALL[code].check(facts())

    assert (str(found.outcome), found.remedy) == ("needs_evidence", "returns")
    assert "2015" in found.known


def test_figures_of_a_return_that_was_not_handed_in_do_not_count():
    open_one = {
        key: Figure(figure.amount, handed_in=key[1] != 2015)
        for key, figure in figures(REV_MAIN=(5000, 7000, 9000)).items()
    }

    found = ALL["growth"].check(facts(figures=open_one, returns=FILED | {2015: "open"}))

    assert (str(found.outcome), "2015" in found.known) == ("needs_evidence", True)


@pytest.mark.parametrize(
    ("uscc", "expected"), [(USCC, "pass"), ("92" + USCC[2:], "fail")]
)
def test_a_sole_trader_is_no_company(uscc, expected):
    assert outcome("company", uscc=uscc) == expected


@pytest.mark.parametrize(
    ("state", "here", "operates"),
    [
        ("normal", "pass", "pass"),
        ("abnormal", "pass", "fail"),
        ("dissolved", "pass", "fail"),
        ("moved_out", "fail", "pass"),
    ],
)
def test_what_the_registry_says_bars(state, here, operates):
    given = {"registry_state": state}

    assert (outcome("in_city", **given), outcome("operation", **given)) == (
        here,
        operates,
    )


@pytest.mark.parametrize(
    ("decided_on", "filed", "on", "expected"),
    [
        (date(2014, 5, 1), {}, date(2016, 12, 6), "fail"),
        (date(2014, 5, 1), {2015: "open"}, date(2016, 12, 6), "fail"),
        (date(2014, 5, 1), {2015: "submitted"}, date(2016, 12, 6), "pass"),
        (date(2014, 5, 1), {2014: "submitted"}, date(2016, 3, 31), "pass"),
        (date(2009, 5, 1), {}, date(2016, 12, 6), "pass"),  # five years are over
        (date(2016, 5, 1), {}, date(2016, 12, 6), "pass"),  # nothing is owed yet
    ],
)
def test_a_report_that_earlier_support_owes_bars(decided_on, filed, on, expected):
    earlier = (Support("Stars", decided_on, program=7),)

    assert outcome("reports", support=earlier, returns=filed, on=on) == expected


def test_a_program_chooses_a_company_once_and_another_only_asks_for_evidence():
    here = (Support("Stars", date(2015, 1, 1), program=1),)
    there = (Support("Stars", date(2015, 1, 1), program=2),)

    assert outcome("not_chosen", support=here) == "fail"
    assert outcome("not_chosen", support=there) == "pass"
    assert outcome("double_funding", support=there) == "needs_evidence"
    assert outcome("double_funding", support=here) == "pass"


def test_support_that_was_revoked_chooses_nobody_but_is_asked_about():
    revoked = (Support("Stars", date(2015, 1, 1), program=1, live=False),)

    assert outcome("not_chosen", support=revoked) == "pass"
    assert "Stars" in ALL["integrity"].check(facts(support=revoked)).known


@pytest.mark.parametrize(("decided", "expected"), [(False, "pass"), (True, "fail")])
def test_a_decided_application_is_not_followed_by_another(decided, expected):
    rival = Rival("BG2016-00001", {"en": "Call"}, same_call=True, decided=decided)

    assert outcome("once", rivals=(rival,)) == expected


@pytest.mark.parametrize(
    ("valid_until", "expected"),
    [
        (date(2016, 12, 31), "pass"),
        (date(2016, 12, 30), "needs_evidence"),  # it ends with the day before
        (None, "pass"),
    ],
)
def test_a_certificate_is_valid_on_the_day_of_the_close(valid_until, expected):
    title = Title("hte", "GR201544000001", date(2015, 1, 1), valid_until)

    assert outcome("title", titles=(title,)) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [("small", "pass"), ("large", "fail"), ("", "needs_evidence")],
)
def test_a_large_company_is_no_sme(size, expected):
    assert outcome("size", size=size) == expected


def test_who_operates_an_incubator_is_named_with_its_tenants():
    with translation.override("en"):
        found = ALL["platform"].check(facts(platforms=(Platform("Kapok Park", 34),)))

    assert (str(found.outcome), "Kapok Park (34" in found.known) == ("pass", True)
    assert outcome("platform") == "needs_evidence"


def test_a_bar_fails_every_type_and_a_condition_of_a_type_only_that_type():
    young = facts(founded_on=date(2016, 1, 1))
    gone = facts(registry_state="dissolved")

    by_type = {t.type.code: str(t.outcome) for t in assess(AWARD, young).types}
    barred = {str(t.outcome) for t in assess(AWARD, gone).types}

    assert by_type == {
        "high_growth": "fail",
        "tech": "needs_evidence",
        "model": "pass",
        "platform": "needs_evidence",
    }
    assert barred == {"fail"}


def test_no_condition_of_a_type_bars_since_rankings_are_not_known():
    soft = [t for kind in (AWARD, SME) for each in kind.types for t in each.conditions]

    assert [c.code for c in soft if c.hard] == []
    assert barring(assess(AWARD, facts(registry_state="abnormal")).general) != []


def test_every_sentence_is_kept_in_every_language():
    kept = findings(AWARD.conditions, facts())

    assert [row["code"] for row in kept] == [c.code for c in AWARD.conditions]
    assert {frozenset(row["known"]) for row in kept} == {frozenset({"zh-hans", "en"})}


def test_every_condition_names_what_it_reads():
    """A fact that was not gathered would be a silent “nothing on record”."""
    reads = {code: condition.reads for code, condition in ALL.items()}

    assert reads["reports"] == {Reads.SUPPORT, Reads.RETURNS}
    assert [code for code, r in reads.items() if not r] == ["institution"]
