"""Drawing, composing and sharing out: what holds for any pool, not for one."""

import random
import time
from itertools import count
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from programs.panels.rules import Composition, Impossible, departures, draw, successor
from programs.panels.rules.balancing import SPECIAL, Case, Reader, share_out

SPECIALTIES = ("technical", "technical", "technical", "finance", "investment")


def person(key: int, employer: str, specialty: str = "technical") -> dict[str, Any]:
    return {
        "key": str(key),
        "name": f"Expert {key}",
        "employers": [employer],
        "specialty": specialty,
        "fields": ["information" if key % 2 else "energy"],
        "region": "outside" if key % 4 == 0 else "city",
    }


@st.composite
def pools(drawn: st.DrawFn) -> list[dict[str, Any]]:
    size = drawn(st.integers(8, 24))
    employers = [f"E{n}" for n in range(drawn(st.integers(5, 20)))]
    return [
        person(
            key,
            drawn(st.sampled_from(employers)),
            drawn(st.sampled_from(SPECIALTIES)),
        )
        for key in range(1, size + 1)
    ]


@settings(max_examples=150, deadline=None)
@given(pool=pools(), seed=st.text(min_size=1, max_size=12))
def test_whoever_is_drawn_makes_the_panel_that_was_asked_for(pool, seed) -> None:
    wanted = Composition(size=5, reserves=2, finance=1, investment=1, outside=1)
    try:
        drawn = draw(pool, wanted, seed)
    except Impossible:
        assume(False)
    people = {each["key"]: each for each in pool}
    members = [people[key] for key in drawn.members]

    assert len(members) == 5
    assert wanted.holds(members)
    assert len(drawn.reserves) == 2
    assert not set(drawn.members) & set(drawn.reserves)


@settings(max_examples=60, deadline=None)
@given(pool=pools(), seed=st.text(min_size=1, max_size=12), dice=st.randoms())
def test_the_order_of_the_pool_decides_nothing(pool, seed, dice) -> None:
    wanted = Composition(size=4, reserves=2)
    try:
        first = draw(pool, wanted, seed)
    except Impossible:
        assume(False)
    dice.shuffle(pool)

    assert draw(pool, wanted, seed) == first


def test_technical_members_know_a_field_of_the_panel() -> None:
    keys = count(1)
    pool = [person(next(keys), f"E{n}") for n in range(14)]
    pool += [person(20, "F", "finance"), person(22, "V", "investment")]

    wanted = Composition(
        size=5, reserves=2, finance=1, investment=1, fields=("information",)
    )
    drawn = draw(pool, wanted, "any")

    people = {each["key"]: each for each in pool}
    technical = [
        people[key] for key in drawn.members if people[key]["specialty"] == "technical"
    ]
    assert {each["fields"][0] for each in technical} == {"information"}
    assert {"20", "22"} <= set(drawn.members)


def test_a_choice_that_leads_nowhere_is_taken_back() -> None:
    """Only one accountant works apart from the investor; whatever the lots say."""
    pool = [
        person(1, "Firm", "finance"),
        person(2, "Other", "finance"),
        person(3, "Firm", "investment"),
        person(4, "A"),
    ]
    wanted = Composition(size=3, reserves=0, finance=1, investment=1)

    for n in range(20):
        assert sorted(draw(pool, wanted, f"seed {n}").members) == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("pool", "wanted", "short"),
    [
        ([person(1, "A")], Composition(size=2, reserves=0), "pool"),
        (
            [person(1, "A"), person(2, "A")],
            Composition(size=2, reserves=0),
            "employers",
        ),
        (
            [person(1, "A"), person(2, "B")],
            Composition(size=2, reserves=0, finance=1),
            "finance",
        ),
        ([person(1, "A"), person(2, "B")], Composition(size=1, reserves=2), "pool"),
    ],
)
def test_a_pool_that_has_no_such_panel_says_of_what(pool, wanted, short) -> None:
    with pytest.raises(Impossible) as refused:
        draw(pool, wanted, "s")
    assert refused.value.short == short


def test_a_reserve_steps_in_only_if_the_panel_stays_whole() -> None:
    wanted = Composition(size=3, reserves=3, finance=1)
    staying = [person(1, "A"), person(2, "B")]
    colleague = person(3, "A", "finance")
    layman = person(4, "C")
    auditor = person(5, "D", "finance")

    assert successor(staying, [colleague, layman, auditor], wanted) == auditor
    assert successor(staying, [colleague, layman], wanted) is None


@pytest.mark.parametrize(
    ("facts", "each", "is_major", "said"),
    [
        ({"size": 5, "reserves": 5}, 5, False, []),
        ({"size": 4, "reserves": 4}, 4, False, ["Fewer than 5", "even number"]),
        ({"size": 5, "reserves": 3}, 5, False, ["fewer reserves"]),
        ({"size": 5, "reserves": 5}, 5, True, ["Fewer than 7"]),
        ({"size": 9, "reserves": 9}, 6, False, ["even number"]),
        ({"size": 5, "reserves": 5, "finance": 0}, 5, False, ["finance"]),
        ({"size": 5, "reserves": 5, "investment": 0}, 5, False, ["investment"]),
    ],
)
@pytest.mark.usefixtures("english")
def test_departures_from_the_rules_are_named(facts, each, is_major, said) -> None:
    wanted = Composition(**({"finance": 1, "investment": 1} | facts))

    found = list(departures(wanted, each=each, is_major=is_major, pays=True))

    assert len(found) == len(said)
    assert all(part in text for part, text in zip(said, found, strict=True))


# Sharing out -------------------------------------------------------------------------

FIELDS = ("information", "energy", "materials", "services")


def readers_and_cases(
    dice: random.Random, *, experts: int, cases: int, wanted: int, share: float
) -> tuple[list[Reader], list[Case], set[tuple[int, int]]]:
    readers = [
        Reader(
            key,
            frozenset({f"E{dice.randrange(experts)}"}),
            SPECIALTIES[key % 5],
            frozenset(dice.sample(FIELDS, 2)),
            cases,
        )
        for key in range(experts)
    ]
    items = [Case(1000 + n, dice.choice(FIELDS), wanted) for n in range(cases)]
    barred = {
        (reader.key, item.key)
        for reader in readers
        for item in items
        if dice.random() < share
    }
    return readers, items, barred


def kept(readers: list[Reader], barred: set[tuple[int, int]], shares: Any) -> bool:
    """No conflict, nobody twice, no two of one employer."""
    employers = {reader.key: reader.employers for reader in readers}
    for case, keys in shares.readers.items():
        names = [name for key in keys for name in employers[key]]
        if len(set(keys)) != len(keys) or len(set(names)) != len(names):
            return False
        if any((key, case) in barred for key in keys):
            return False
    return True


def test_twenty_experts_get_two_hundred_applications_in_five_seconds() -> None:
    dice = random.Random(7)
    readers, cases, barred = readers_and_cases(
        dice, experts=20, cases=200, wanted=5, share=0.06
    )

    started = time.monotonic()
    shares = share_out(readers, cases, barred, SPECIAL)

    assert time.monotonic() - started < 5
    loads = shares.loads(readers).values()
    assert (min(loads), max(loads)) == (50, 50)
    assert kept(readers, barred, shares)
    assert (shares.empty, shares.lacking) == ({}, [])
    special = {reader.key: reader.specialty for reader in readers}
    for keys in shares.readers.values():
        assert {"finance", "investment"} <= {special[key] for key in keys}


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    experts=st.integers(5, 9),
    cases=st.integers(1, 12),
    share=st.sampled_from([0.0, 0.2, 0.5, 0.8]),
)
def test_no_sharing_breaks_a_rule_and_what_it_lacks_is_said(
    seed, experts, cases, share
) -> None:
    readers, items, barred = readers_and_cases(
        random.Random(seed), experts=experts, cases=cases, wanted=3, share=share
    )

    shares = share_out(readers, items, barred, ("finance",))

    assert kept(readers, barred, shares)
    for item in items:
        missing = shares.empty.get(item.key, 0)
        assert len(shares.readers[item.key]) + missing == item.wanted


def test_loads_differ_by_one_where_they_cannot_be_equal() -> None:
    readers, items, __ = readers_and_cases(
        random.Random(3), experts=7, cases=10, wanted=3, share=0
    )
    apart = [
        Reader(r.key, frozenset({f"own {r.key}"}), r.specialty, r.fields, r.capacity)
        for r in readers
    ]

    loads = share_out(apart, items, set()).loads(apart).values()

    assert sum(loads) == 30
    assert max(loads) - min(loads) == 1


def test_nobody_gets_more_than_they_can_take() -> None:
    busy = Reader(1, frozenset("A"), "technical", frozenset(FIELDS), 1)
    free = Reader(2, frozenset("B"), "technical", frozenset(), 9)
    items = [Case(n, "energy", 1) for n in (10, 11, 12, 13)]

    shares = share_out([busy, free], items, set())

    assert shares.loads([busy, free]) == {1: 1, 2: 3}


def test_experts_get_what_they_know_where_nothing_else_decides() -> None:
    knows = {
        1: Reader(1, frozenset("A"), "technical", frozenset({"energy"}), 9),
        2: Reader(2, frozenset("B"), "technical", frozenset({"materials"}), 9),
    }
    items = [Case(10, "materials", 1), Case(11, "energy", 1)]

    shares = share_out(list(knows.values()), items, set())

    assert shares.readers == {10: [2], 11: [1]}


def test_whoever_reads_already_is_counted() -> None:
    readers = [
        Reader(n, frozenset({"A" if n < 3 else f"E{n}"}), "technical", frozenset(), 9)
        for n in (1, 2, 3)
    ]
    item = Case(10, "energy", 1, frozenset({1}))

    assert share_out(readers, [item], set()).readers == {10: [3]}
