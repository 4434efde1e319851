"""Editing a form, and what becomes of answers when it changes; no database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.calls.rules import (
    by_id,
    carry,
    changes,
    duplicate,
    fault,
    move,
    move_section,
    put,
    questions,
    remove,
    remove_section,
    tidy,
)
from tests.programs.calls.schemas import EVERY_KIND, TABLE, asks, form, option, words

NAMES = list(by_id(EVERY_KIND))
TWO = {
    "sections": [
        {"title": {"en": "A"}, "questions": [asks("a", "text"), asks("b", "date")]},
        {"title": {"en": "B"}, "questions": [asks("c", "text")]},
    ]
}


def order(schema):
    return [[q["id"] for q in part["questions"]] for part in schema["sections"]]


@pytest.mark.parametrize(
    ("name", "step", "found"),
    [
        ("a", 1, [["b", "a"], ["c"]]),
        ("a", -1, [["a", "b"], ["c"]]),
        ("b", 1, [["a"], ["b", "c"]]),
        ("c", -1, [["a", "b", "c"], []]),
        ("c", 1, [["a", "b"], ["c"]]),
    ],
)
def test_a_question_moves_within_its_section_and_on_into_the_next(name, step, found):
    assert order(move(TWO, name, step)) == found


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([-1, 1]))))
def test_however_questions_are_moved_none_is_lost_or_doubled(steps):
    schema = TWO
    for name, step in steps:
        schema = move(schema, name, step)

    assert sorted(q["id"] for q in questions(schema)) == ["a", "b", "c"]


def test_editing_leaves_the_form_that_was_there_as_it_was():
    before = order(TWO)

    duplicate(remove(move_section(TWO, 0, 1), "c"), "a")
    put(TWO, 0, asks("d", "text"))

    assert order(TWO) == before


def test_a_copy_gets_an_id_of_its_own_and_stands_behind():
    assert order(duplicate(duplicate(TWO, "a"), "a")) == [
        ["a", "a_3", "a_2", "b"],
        ["c"],
    ]


def test_a_section_with_questions_is_not_taken_out():
    assert remove_section(TWO, 1) == TWO
    assert len(remove_section(remove(TWO, "c"), 1)["sections"]) == 1


def test_conditions_follow_a_question_that_is_renamed():
    clinic = by_id(EVERY_KIND)["field"] | {"id": "branch"}

    renamed = put(EVERY_KIND, 0, clinic, instead_of="field")

    assert by_id(renamed)["clinic"]["when"]["question"] == "branch"
    assert fault(renamed) is None


def test_changes_are_told_apart():
    new = form(
        asks("a", "number"),
        asks("b", "text", required=True),
        asks("c", "text", max=9),
        asks("e", "text"),
        asks("f", "text"),
    )
    old = form(*[asks(name, "text") for name in "abcdf"])

    found = changes(old, new)

    assert [q["id"] for q in found.changed] == ["a"]
    assert [q["id"] for q in found.required] == ["b"]
    assert [q["id"] for q in found.altered] == ["c"]
    assert [q["id"] for q in found.removed] == ["d"]
    assert [q["id"] for q in found.added] == ["e"]
    assert not changes(old, old)


OPTIONS = [option("x"), option("y")]


@pytest.mark.parametrize(
    ("old", "new", "answer", "kept", "left"),
    [
        (asks("q", "text"), asks("q", "long_text"), "木棉", "木棉", None),
        (asks("q", "text"), asks("q", "number"), "many", "many", None),
        (asks("q", "text"), asks("q", "date"), "2026-01-01", "2026-01-01", None),
        (asks("q", "text"), asks("q", "date"), "May", None, "May"),
        (asks("q", "choice", options=OPTIONS), asks("q", "text"), "x", None, "x"),
        (
            asks("q", "choice", options=OPTIONS),
            asks("q", "choices", options=OPTIONS),
            "x", ["x"], None,
        ),
        (
            asks("q", "choice", options=OPTIONS),
            asks("q", "choice", options=OPTIONS[1:]),
            "x", "x", "x",
        ),
        (asks("q", "commitment"), asks("q", "text"), True, None, True),
        (asks("q", "text"), None, "gone", None, "gone"),
        (asks("q", "text"), None, "", None, None),
    ],
)  # fmt: skip
def test_an_answer_is_carried_over_or_left_whole(old, new, answer, kept, left):
    found = carry(form(old), form(*filter(None, [new])), {"q": answer})

    assert found.answers.get("q") == kept
    assert found.left.get("q") == left


def test_a_table_that_loses_a_column_is_kept_whole_beside_what_fits():
    rows = tidy(TABLE, [{"item": "Pump", "amount": "5"}, {"staff": "3"}])
    narrow = {**TABLE, "columns": TABLE["columns"][:2]}
    wide = {**TABLE, "columns": [*TABLE["columns"], {**TABLE["columns"][0], "id": "n"}]}

    found = carry(form(TABLE), form(narrow), {"budget": rows})

    assert found.answers["budget"] == [{"item": "Pump", "amount": "5"}]
    assert found.left["budget"] == rows
    assert carry(form(TABLE), form(wide), {"budget": rows}).left == {}


KINDS = [
    asks("q", "text"), asks("q", "long_text"), asks("q", "number"), asks("q", "money"),
    asks("q", "date"), asks("q", "choice", options=OPTIONS),
    asks("q", "choices", options=OPTIONS), {**TABLE, "id": "q"},
    asks("q", "commitment"), asks("q", "file"),
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(KINDS), st.sampled_from([*KINDS, None]), st.data())
def test_nothing_that_was_written_is_ever_lost(old, new, data):
    """Either the new form shows the answer as it was, or it is left whole."""
    given_rows = st.lists(st.fixed_dictionaries({"item": words, "amount": words}))
    answer = tidy(old, data.draw(st.one_of(words, st.lists(words), given_rows)))

    found = carry(form(old), form(*filter(None, [new])), {"q": answer})

    said = answer not in (None, "", [], False)
    in_place = found.answers.get("q") == answer or found.answers.get("q") == [answer]
    table = old["kind"] == new["kind"] == "table" if new else False
    assert not said or in_place or table or found.left["q"] == answer
