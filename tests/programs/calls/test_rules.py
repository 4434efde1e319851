"""Questions, answers and what a broken form is told; no database."""

import json
from copy import deepcopy

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.calls import rules
from programs.calls.rules import asked, by_id, fault, objection, storable, tidy
from programs.calls.rules.faults import COMMON, OWN
from programs.calls.states import QuestionKind
from tests.programs.calls.schemas import (
    EVERY_KIND,
    TABLE,
    anything,
    asks,
    column,
    form,
    option,
)

QUESTIONS = list(by_id(EVERY_KIND).values())
CHOICE = asks("field", "choice", options=[option("it"), option("bio")])


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_a_form_with_every_kind_of_question_is_accepted():
    assert fault(EVERY_KIND) is None
    assert {q["kind"] for q in QUESTIONS} == set(QuestionKind.values) == set(OWN)


def depends(name, question, *answers):
    when = {"question": question, "is": list(answers)}
    return asks(name, "choice", options=[option("x")], when=when)


def test_when_a_question_is_asked_is_told_also_of_an_unfinished_form():
    written = form(
        CHOICE, depends("a", "field", "bio", "gone"), depends("b", "nowhere", "x")
    )

    assert rules.terms(written) == {"a": "Only if “Field” is “BIO” or “gone”"}


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ([], "not a list of sections"),
        ({"sections": {}}, "not a list of sections"),
        ({"sections": [{"title": "About", "questions": []}]}, "not a list"),
        ({"sections": [{"questions": ["name"]}]}, "not a list of sections"),
        (form(), "asks nothing"),
        (form(asks("Not an id", "text")), "id of its own"),
        (form(asks("a", "text"), asks("a", "date")), "the same id: a"),
        (form(asks("a", "magic")), "unknown kind"),
        (form({"id": "a", "kind": "text", "label": {"en": " "}}), "needs a label"),
        (form(asks("a", "text", help="plain")), "written by language"),
        (form(asks("a", "text", requird=True)), "no “requird”"),
        (form(asks("a", "text", required="yes")), "yes or no"),
        (form(asks("a", "text", min=9, max=3)), "above the upper"),
        (form(asks("a", "text", max=0)), "no characters"),
        (form(asks("a", "long_text", max="many")), "not a number"),
        (form(asks("a", "text", max=2.5)), "whole number from 0"),
        (form(asks("a", "number", min=2, max=1)), "above the upper"),
        (form(asks("a", "number", whole="no")), "yes or no"),
        (form(asks("a", "money", min=True)), "not a number"),
        (form(asks("a", "money", unit={"en": "wan"})), "no “unit”"),
        (form(asks("a", "date", min="soon")), "not a day"),
        (form(asks("a", "date", min="2026-02-02", max="2026-01-01")), "first day"),
        (form(asks("a", "choice")), "needs options"),
        (form(asks("a", "choice", options=[{"value": "x"}])), "value and a label"),
        (form(asks("a", "choice", options=[option("x")] * 2)), "the same value"),
        (form(asks("a", "choices", options=[option("x")], max=2)), "from 0 to 1"),
        (form(asks("a", "table")), "needs columns"),
        (form(asks("a", "table", columns=[])), "needs columns"),
        (form(asks("a", "table", columns=["x"])), "one thing with id"),
        (form(asks("a", "table", columns=[column("x", "file")])), "holds text"),
        (form(asks("a", "table", columns=[column("x", "text")] * 2)), "column needs"),
        (
            form(asks("a", "table", columns=[column("x", "text", total=True)])),
            "have a total",
        ),
        (
            form(
                asks(
                    "a", "table", columns=[column("x", "text")], min_rows=3, max_rows=2
                )
            ),
            "above the upper",
        ),
        (form(asks("a", "file", types=["exe"])), "of these types"),
        (form(asks("a", "file", most=99)), "from 1 to 10"),
        (form(asks("a", "file", most_mb=0)), "from 1 to 50"),
        (form(asks("a", "text", source={"of": "company.soul"})), "Nothing is known"),
        (form(asks("a", "text", source="company.name")), "Nothing is known"),
        (form(asks("a", "date", source={"of": "company.name"})), "this kind cannot"),
        (form(asks("a", "money", source={"of": "return.EMP", "year": 0})), "cannot"),
        (form(asks("a", "money", source={"of": "return.REV"})), "needs a year"),
        (
            form(asks("a", "money", source={"of": "return.REV", "year": -9})),
            "needs a year",
        ),
        (form(depends("a", "b", "x")), "does not have"),
        (form(depends("a", "b", "x"), depends("b", "a", "x")), "back to itself"),
        (form(depends("a", "a", "x")), "back to itself"),
        (form(depends("a", "field", "it"), CHOICE), "comes later"),
        (form(asks("t", "text"), depends("a", "t", "x")), "choices and commitments"),
        (form(CHOICE, depends("a", "field", "law")), "nobody can give"),
        (form(CHOICE, depends("a", "field")), "nobody can give"),
        (form(CHOICE, asks("a", "text", when="field")), "names a question"),
    ],
)
def test_a_broken_form_is_refused_with_the_reason(schema, told):
    assert told in (fault(schema) or "accepted")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(sorted(
                        COMMON | {"sections", "questions", "options", "columns", "of"}
                    )), inner, max_size=5), max_leaves=12))  # fmt: skip
def test_whatever_is_typed_as_a_form_is_judged_and_never_breaks(schema):
    assert fault(schema) != ""


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(QUESTIONS), st.sampled_from(sorted(COMMON | {
    "options", "columns", "min", "max", "unit", "types", "most", "source", "whole",
})), anything)  # fmt: skip
def test_a_question_bent_in_one_place_is_judged_and_never_breaks(question, name, value):
    bent = form(*[
        {**q, name: value} if q == question else q for q in deepcopy(QUESTIONS)
    ])  # fmt: skip

    if fault(bent) is None:
        assert list(asked(bent, {}))
        assert all(objection(q, None) is None for q in asked(bent, {}))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(QUESTIONS), anything)
def test_what_can_be_stored_is_stored_once_and_for_all(question, answer):
    if not storable(question, answer):
        return
    kept = tidy(question, answer)

    assert tidy(question, kept) == kept
    assert json.loads(json.dumps(kept)) == kept
    assert storable(question, kept)
    objection(question, kept)
    rules.said(question, kept)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.decimals(0, 10**9, places=2), max_size=8))
def test_a_total_is_the_sum_of_its_column_to_the_cent(amounts):
    rows = [{"item": "x", "amount": str(amount)} for amount in amounts]

    assert rules.totals(TABLE, rows)["amount"] == f"{sum(amounts):.2f}"


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("pitch", "abc", "at least 5"),
        ("pitch", "x" * 101, "101 of 100"),
        ("staff", "0", "at least 1"),
        ("staff", "1.5", "whole number"),
        ("staff", "1e99", "Write a number"),
        ("revenue", "1.005", "two decimals"),
        ("founded", "1999-12-31", "not be before 2000-01-01"),
        ("founded", "2031-01-01", "not be after"),
        ("founded", "tomorrow", "year-month-day"),
        ("field", "law", "one of the options"),
        ("needs", ["a", "z"], "among the options"),
        ("needs", ["a", "b", "c"], "at most 2"),
        ("budget", [{"item": "", "amount": "3"}], "Row 1, Item: This is needed"),
        ("budget", [{"item": "x", "amount": "-3"}], "Row 1, Amount: This number"),
        ("budget", [{"item": "x"}] * 6, "at most 5 rows"),
        ("name", "", None),
        ("needs", ["b"], None),
        ("budget", [{"item": "x", "amount": "3.50", "until": "2026-01-01"}], None),
    ],
)
def test_an_answer_is_told_what_is_wrong_with_it(name, answer, told):
    said = objection(by_id(EVERY_KIND)[name], answer)

    assert said is None if told is None else told in str(said)


def test_too_few_rows_are_told_once_there_are_some():
    three = {**TABLE, "min_rows": 3}

    assert "at least 3 rows" in str(objection(three, [{"item": "x"}]))
    assert objection(three, []) is None


def test_a_hidden_question_is_not_asked_and_so_not_needed():
    answers = {"field": "it", "clinic": "", "pitch": "Enough", "truth": True}

    assert rules.missing(EVERY_KIND, answers) == []
    lacking = rules.missing(EVERY_KIND, answers | {"field": "bio"})
    assert [q["id"] for q in lacking] == ["clinic"]


def test_what_hangs_on_a_hidden_question_is_hidden_with_it():
    chain = form(
        CHOICE,
        depends("b", "field", "it"),
        asks("c", "text", when={"question": "b", "is": ["x"]}),
    )
    answers = {"field": "bio", "b": "x", "c": "kept"}

    assert [q["id"] for q in asked(chain, answers)] == ["field"]
    shown = asked(chain, answers | {"field": "it"})
    assert [q["id"] for q in shown] == ["field", "b", "c"]


@pytest.mark.parametrize(
    ("name", "size", "already", "told"),
    [
        ("plan.pdf", 10, 0, None),
        ("plan.PDF", 5 * 1024 * 1024, 1, None),
        ("plan.docx", 10, 0, "Only these types"),
        ("plan.pdf", 5 * 1024 * 1024 + 1, 0, "5 MB"),
        ("plan.pdf", 10, 2, "At most 2"),
    ],
)
def test_a_question_takes_the_files_that_it_says(name, size, already, told):
    said = rules.refused_file(by_id(EVERY_KIND)["plan"], name, size, already=already)

    assert said is None if told is None else told in str(said)


def test_a_table_reads_as_a_table_and_as_lines():
    rows = [{"item": "Pump", "amount": "1200.5", "staff": "2", "until": ""}]

    shown = rules.grid(TABLE, rows)

    assert [cell.head for cell in shown.heads][1:3] == [
        "Amount (yuan)",
        "Staff (people)",
    ]
    assert [cell.text for cell in shown.totals] == ["", "1,200.50", "2", ""]
    assert "Amount (yuan) 1,200.5" in rules.said(TABLE, rows)


def test_a_known_value_differs_only_when_it_says_something_else():
    money = by_id(EVERY_KIND)["revenue"]
    known = {"of": "return.REV", "year": 2025, "value": "1200", "on": "2026-11-23"}

    assert not rules.differs(money, known, "1200.00")
    assert rules.differs(money, known, "1200.01")
    assert rules.differs(money, known, "")
    assert rules.origin(known) == "from the yearly return of 2025, 2026-11-23"
