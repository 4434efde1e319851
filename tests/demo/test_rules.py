"""The arithmetic under the demo city: exact sums, valid codes, days that exist."""

from datetime import date
from decimal import Decimal

import pytest

from config.demo import codes, days, files, shares
from config.demo.calls import AWARD, SUPPORT, waves
from config.demo.city import parts
from config.demo.finances import history
from config.demo.firms import Firm
from config.demo.forms import FILE_QUESTION, FORMS
from config.demo.history import ends_in
from foundation.files.rules import finding
from foundation.places.rules import WorkingDays
from programs.applications.states import LIFECYCLE
from programs.calls.rules import fault, questions
from startups.companies.rules import is_uscc
from startups.indicators.catalog import INDICATORS
from startups.indicators.rules import balances

DISTRICTS = [
    "440103", "440104", "440105", "440106", "440111", "440112", "440113", "440114",
    "440115", "440117", "440118",
]  # fmt: skip


@pytest.mark.parametrize(
    "weights", [[1], [1, 1, 1], [0.3, 7, 2.2, 0.001, 90], [1] * 997]
)
@pytest.mark.parametrize("total", [0, 1, 4739, 880_000_000])
def test_shares_add_up_to_the_whole(total, weights):
    parts_of_it = shares.shares(total, weights)

    assert sum(parts_of_it) == total
    assert min(parts_of_it) >= 0
    assert all(
        abs(part - total * weight / sum(weights)) <= 1
        for part, weight in zip(parts_of_it, weights, strict=True)
    )


def test_areas_add_up_to_the_hundredth_of_a_square_meter():
    total = Decimal("8800000.00")

    assert sum(shares.areas(total, [3.7 + n % 13 for n in range(230)])) == total


def test_nothing_is_divided_by_no_weights():
    with pytest.raises(ValueError, match="nothing to divide by"):
        shares.shares(10, [0, 0])


@pytest.mark.parametrize("scale", [0.02, 0.05, 1, 2.5, 100])
def test_parts_add_up_to_the_scale_and_none_is_larger_than_a_city(scale):
    sizes = list(parts(scale))

    assert sum(sizes) == pytest.approx(scale)
    assert max(sizes) <= 1


def test_codes_are_valid_and_never_repeat_far_beyond_one_city():
    made = [
        codes.demo_uscc(district, number)
        for district in DISTRICTS
        for number in [*range(1, 300), *range(9_990, 10_020), 99_999, 300_000]
    ]

    assert all(map(is_uscc, made))
    assert len(set(made)) == len(made)
    assert all(code[8:12] == "DEMT" for code in made)


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 1, 1),
        date(2026, 6, 30),
        date(2026, 7, 1),
        date(2026, 12, 31),
        date(2028, 2, 29),
    ],
)
def test_the_plan_is_in_its_fourth_year_on_any_day(today):
    start = days.plan_start(today)

    assert days.add_months(start, 36) <= today < days.add_months(start, 48)


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 1, 1),
        date(2026, 2, 20),
        date(2026, 5, 31),
        date(2026, 8, 31),
        date(2026, 11, 23),
    ],
)
def test_two_calls_are_open_and_one_is_to_come_on_any_day(today):
    found = waves(today, days.plan_start(today), WorkingDays())

    is_open = [w for w in found if w.opens_on < today < w.closes_on]
    assert sorted(w.kind for w in is_open) == [AWARD, SUPPORT]
    assert all(w.phase == "open" for w in is_open)
    assert [w.phase for w in found if w.opens_on > today] == ["upcoming"]
    assert len({w.slug for w in found}) == len(found)
    assert all(w.closes_at.hour == 17 for w in found)
    assert all(WorkingDays().works(w.closes_on) for w in found)


@pytest.mark.parametrize("kind", [AWARD, SUPPORT])
def test_forms_can_be_published_and_ask_for_the_file_that_companies_hand_in(kind):
    asked = {q["id"]: q for q in questions(FORMS[kind])}

    assert fault(FORMS[kind]) is None
    assert asked[FILE_QUESTION]["kind"] == "file"
    assert all(set(q["label"]) == {"zh-hans", "en"} for q in asked.values())


def test_the_file_that_companies_hand_in_passes_the_check_of_uploads():
    assert finding("审计报告.pdf", files.CONTENT) is None


def test_a_move_that_is_not_possible_is_no_history():
    assert ends_in(LIFECYCLE, ["submit", "recommend"]) == "recommended"
    with pytest.raises(ValueError, match="pass_review is not possible from submitted"):
        ends_in(LIFECYCLE, ["submit", "pass_review"])


@pytest.mark.parametrize("number", range(25))
def test_figures_of_every_year_hold_every_check_of_a_return(number):
    firm = Firm(
        key=1, uscc=f"demo-{number}", name="", english="", district="440106",
        field="services", industry="6513", founded_on=date(2020, 5, 4),
        revenue=300 + number * 9_000, growth=0.1, intensity=0.08, staff=3 + number * 9,
        representative="",
    )  # fmt: skip

    years = history(1, firm, 2026)

    assert sorted(years) == list(range(2019, 2026))
    assert not any(years[2019].values())
    for year in years.values():
        figures = {code: Decimal(amount) for code, amount in year.items()}
        assert figures.keys() == INDICATORS.keys()
        assert balances(figures)
        assert not [
            said for code in figures for said in INDICATORS[code].objections(figures)
        ]


def test_the_same_company_has_the_same_figures_again():
    firm = Firm(1, "demo", "", "", "440106", "services", "6513", date(2020, 5, 4),
                9_000, 0.1, 0.08, 30, "")  # fmt: skip

    assert history(1, firm, 2026) == history(1, firm, 2026)
    assert history(1, firm, 2026) != history(2, firm, 2026)
