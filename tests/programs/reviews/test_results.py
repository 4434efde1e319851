"""What scores come to, whatever their order, and what stands beside them."""

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import Application, Score
from programs.reviews import actions, rules
from programs.reviews.queries import agreements, feedback_of, results
from programs.reviews.rules import Mark, Standing
from tests.city import a_user, broken
from tests.programs.reviews.scene import GOOD, declare, given, panel_of, scored
from tests.programs.stages import NOW, an_expert, eligible

totals = st.integers(0, 200).map(lambda halves: Decimal(halves) / 2)
panels = st.lists(totals, min_size=1, max_size=9)
marks = st.lists(
    st.builds(Mark, st.integers(1, 8), st.integers(1, 6), totals),
    min_size=1,
    max_size=40,
    unique_by=lambda mark: (mark.application, mark.expert),
)


@examples(panels, st.randoms())
def test_the_order_of_scores_never_changes_the_result(scores, dice) -> None:
    shuffled = list(scores)
    dice.shuffle(shuffled)

    assert rules.aggregate(shuffled) == rules.aggregate(scores)
    assert rules.mean(shuffled) == rules.mean(scores)
    assert sorted(rules.outliers(shuffled)) == sorted(rules.outliers(scores))


@examples(panels)
def test_a_result_is_between_the_lowest_and_the_highest(scores) -> None:
    assert min(scores) <= rules.aggregate(scores) <= max(scores)


@examples(marks, st.randoms())
def test_the_order_of_marks_changes_nothing_beside_the_result(found, dice) -> None:
    shuffled = list(found)
    dice.shuffle(shuffled)

    assert rules.normalized(shuffled) == rules.normalized(found)
    assert rules.judges(shuffled) == rules.judges(found)
    units = [
        [mark.total for mark in each] for each in rules.by_application(found).values()
    ]
    turned = [list(reversed(unit)) for unit in reversed(units)]
    assert rules.agreement(turned) == rules.agreement(units)


@examples(marks)
def test_agreement_is_at_most_perfect_and_measures_stay_on_the_sheet(found) -> None:
    units = rules.by_application(found).values()
    alpha = rules.agreement([[mark.total for mark in each] for each in units])

    assert alpha is None or alpha <= 1
    assert all(0 <= one <= 100 for one in rules.normalized(found).values())


@examples(marks, st.integers(-10, 10))
def test_who_is_stricter_by_a_constant_changes_no_normalized_place(found, by) -> None:
    """One panel that judges everything: severity is taken out entirely."""
    applications = sorted({mark.application for mark in found})
    if len(applications) < 3:
        return
    first = {mark.application: mark.total for mark in reversed(found)}
    mild = [Mark(key, 1, 40 + first[key] / 5) for key in applications]
    strict = [Mark(mark.application, 2, mark.total + by) for mark in mild]

    normalized = rules.normalized([*mild, *strict])

    assert rules.places(normalized) == rules.places(
        {mark.application: mark.total for mark in mild}
    )


def test_ties_are_broken_in_the_order_of_the_rules() -> None:
    score = Decimal(85)
    rows = [
        Standing(1, score, Decimal(27), Decimal("0.05"), 3),
        Standing(2, score, Decimal(27), Decimal("0.05"), 4),
        Standing(3, score, Decimal(27), Decimal("0.06")),
        Standing(4, score, Decimal(28)),
        Standing(5, score, Decimal(27), Decimal("0.05"), 3),
    ]

    placed = [(place, one.key) for place, one in rules.ranked(rows)]

    assert placed == [(1, 4), (2, 3), (3, 2), (4, 1), (4, 5)]


@pytest.mark.django_db
def test_results_are_read_with_what_stands_beside_them() -> None:
    application = panel_of("92", "85", "88", "60", "90")
    other = panel_of("80", application=eligible(application.call))
    nobody = eligible(application.call)

    found = results([application, other, nobody])

    one = found[application.pk]
    assert (one.scores, one.trimmed, one.raw) == (5, Decimal("87.67"), Decimal("83.00"))
    assert (one.outliers, one.outliers_waiting) == (1, 1)
    assert one.spread == Decimal(32)
    assert one.panel_vote is None
    assert found[other.pk].trimmed == application.score - Decimal("7.67")
    assert nobody.pk not in found


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_results_cost_the_same_for_one_and_for_many(
    count, django_assert_num_queries
) -> None:
    call = eligible().call
    for __ in range(count):
        panel_of("80", "85", application=eligible(call))
    rows = list(
        Application.objects.filter(call=call, status="scored").select_related(
            "call__program"
        )
    )

    with django_assert_num_queries(3):  # scores, votes, confirmations
        assert len(results(rows)) == count


@pytest.mark.django_db
def test_agreement_is_told_by_what_companies_apply_as() -> None:
    application = panel_of("80", "80")
    panel_of("60", "60", application=eligible(application.call))

    assert agreements(application.call) == [("tech", Decimal("1.000"), 4)]


@pytest.mark.django_db
def test_feedback_is_what_experts_mean_for_the_applicant_and_no_more() -> None:
    application = eligible()
    first, second, third = given(application, size=3)
    scored(declare(first), GOOD, "Secret.", "Show who buys it.")
    scored(declare(second), GOOD, "Secret.", " ")
    scored(declare(third), GOOD, "Secret.", "A clear plan.")
    actions.void(second, by=a_user(Role.OFFICER), at=NOW, reason="conflict")

    assert feedback_of(application) == ["A clear plan.", "Show who buys it."]


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_a_chair_confirms_an_outlier_once() -> None:
    application = panel_of("90", "85", "50")
    officer = a_user(Role.OFFICER)
    low, high = Score.objects.get(total=50), Score.objects.get(total=90)
    chair = high.assignment.expert
    told = {"reason": "Another market.", "by": officer, "at": NOW}

    with pytest.raises(Refusal, match="not more than 20 points"):
        actions.confirm_outlier(high, chair=low.assignment.expert, **told)
    for wrong in (low.assignment.expert, an_expert()):
        with pytest.raises(Refusal, match="another expert who has scored"):
            actions.confirm_outlier(low, chair=wrong, **told)
    actions.confirm_outlier(low, chair=chair, **told)

    (one,) = results([application]).values()
    assert (one.outliers, one.outliers_waiting) == (1, 0)
    again = partial(actions.confirm_outlier, low, chair=chair, **told)
    assert broken(again) == "outlier_confirmed_once"


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_a_vote_counts_no_more_than_were_cast() -> None:
    application = panel_of("90", "85")
    officer = a_user(Role.OFFICER)

    with pytest.raises(Refusal, match="not more votes than were cast"):
        actions.note_vote(application, votes=4, cast=3, by=officer, at=NOW)
    actions.note_vote(application, votes=2, cast=3, by=officer, at=NOW)

    assert results([application])[application.pk].panel_vote == 2
