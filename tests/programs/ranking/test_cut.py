"""Where the line falls, for whatever list and whatever limits."""

from collections import Counter
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from programs.ranking.rules import Entrant, Limits, Side, Why, change, cut

ZERO = Decimal("0.00")
points = st.integers(0, 200).map(lambda n: Decimal(n) / 2)


@st.composite
def an_entrant(draw, key: int) -> Entrant:
    score = draw(points)
    return Entrant(
        key=key,
        rank=(score, draw(points), ZERO, -1),
        score=score,
        amount=Decimal(draw(st.integers(1, 50)) * 100_000),
        district=draw(st.sampled_from("ABC")),
        field=draw(st.sampled_from("CI")),
        size=draw(st.sampled_from(["small", "micro", ""])),
        company_type=draw(st.sampled_from(["tech", "model"])),
        barred=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def lists(draw) -> list[Entrant]:
    return [draw(an_entrant(key)) for key in range(draw(st.integers(0, 25)))]


few = st.none() | st.integers(0, 12)


def caps(*groups: str) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(groups), st.integers(0, 4))


some_limits = st.builds(
    Limits,
    places=few,
    budget=st.none() | st.integers(0, 300).map(lambda n: Decimal(n) * 100_000),
    least=st.none() | points,
    reserves=st.integers(0, 5),
    districts=caps(*"ABC"),
    fields=caps(*"CI"),
    sizes=caps("small", "micro", ""),
    types=caps("tech", "model"),
)


@given(lists(), some_limits)
def test_no_limit_is_ever_passed(entrants, limits):
    divided = cut(entrants, limits)
    chosen = [row.entrant for row in divided.rows if row.side == Side.IN]

    assert divided.total == sum((one.amount for one in chosen), ZERO)
    assert limits.places is None or len(chosen) <= limits.places
    assert limits.budget is None or divided.total <= limits.budget
    assert all(not one.barred for one in chosen)
    assert all(limits.least is None or one.score >= limits.least for one in chosen)
    for group, most in [
        (lambda one: one.district, limits.districts),
        (lambda one: one.field, limits.fields),
        (lambda one: one.size, limits.sizes),
        (lambda one: one.company_type, limits.types),
    ]:
        counted = Counter(group(one) for one in chosen)
        assert all(counted[value] <= cap for value, cap in most.items())
    assert len(divided.side(Side.RESERVE)) <= limits.reserves


@given(lists(), some_limits, st.integers())
def test_the_order_in_which_they_come_changes_nothing(entrants, limits, seed):
    shuffled = list(entrants)
    Random(seed).shuffle(shuffled)

    assert cut(shuffled, limits) == cut(entrants, limits)


@given(lists(), some_limits)
def test_nobody_who_lacks_room_stands_above_somebody_chosen(entrants, limits):
    """Number and budget end the list: nobody overtakes by asking for less."""
    divided = cut(entrants, limits)
    sides = [(row.side, row.why) for row in divided.rows]
    ends = [at for at, (_, why) in enumerate(sides) if why in {Why.NUMBER, Why.BUDGET}]

    assert not ends or all(side != Side.IN for side, _ in sides[ends[0] :])


@given(lists(), few.filter(lambda n: n is not None))
def test_one_place_more_never_takes_a_place_from_anybody(entrants, places):
    fewer, more = (cut(entrants, Limits(places=n)).chosen for n in (places, places + 1))

    assert not change(fewer, more).leave


def test_a_tie_at_the_line_is_shown():
    def one(key: int, score: int) -> Entrant:
        return Entrant(key, (Decimal(score), ZERO, ZERO, -1), Decimal(score))

    four = [one(1, 90), one(2, 85), one(3, 85), one(4, 80)]

    assert cut(four, Limits(places=2)).tied == {2, 3}
    assert cut(four, Limits(places=3)).tied == frozenset()
    assert cut(four, Limits(places=1)).tied == frozenset()


def test_a_hundred_and_five_for_a_hundred_places_are_cut_visibly():
    many = [
        Entrant(key, (Decimal(200 - key), ZERO, ZERO, -1), Decimal(200 - key))
        for key in range(105)
    ]

    divided = cut(many, Limits(places=100, reserves=3))

    assert len(divided.chosen) == 100
    assert divided.side(Side.RESERVE) == [100, 101, 102]
    out = [row for row in divided.rows if row.side == Side.OUT]
    assert [(row.entrant.key, row.why) for row in out] == [
        (103, Why.NUMBER), (104, Why.NUMBER),
    ]  # fmt: skip
