"""The formulas: by hand where a person can, and that no cent is lost wherever."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.recovery.rules import Paid, allocate, reckon, standing
from programs.recovery.states import Breach

CITY, DISTRICT = ("city", "principal"), ("district", "principal")
TERM = {"term_starts_on": "2024-01-01", "term_ends_on": "2028-12-30"}  # 1825 days


def facts(*amounts: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    payments = [
        {"number": f"ZF{place}", "source": source, "on": on, "amount": amount}
        for place, (source, on, amount) in enumerate(amounts)
    ]
    base = {"payments": payments, "back": {}, "rate": "0.0435"}
    return base | {"reckoned_on": "2026-12-31", "breached_on": "2026-12-31"} | more


TWO = (("city", "2024-03-01", "600000.00"), ("district", "2024-03-01", "400000.00"))


def test_who_moves_out_owes_the_days_of_the_term_that_were_left() -> None:
    found = reckon(Breach.MOVED_OUT, facts(*TWO, **TERM))

    # 2026-12-31 to 2028-12-30 are 730 of 1825 days: 40 percent
    assert found.claims == {CITY: Decimal("240000.00"), DISTRICT: Decimal("160000.00")}
    with override("en"):
        said = [step.sentence for step in found.steps]
    assert "730/1825 of it is owed back" in said[3]
    assert found.steps[-1].figure == Decimal("400000.00")


@pytest.mark.parametrize(
    ("moved", "owed"), [("2028-12-30", 0), ("2031-01-01", 0), ("2023-12-01", 10**6)]
)
def test_the_share_of_a_move_stays_between_nothing_and_all(
    moved: str, owed: int
) -> None:
    found = reckon(Breach.MOVED_OUT, facts(*TWO, **TERM, breached_on=moved))
    assert found.total == owed


def test_false_material_costs_everything_and_interest_from_each_payment() -> None:
    paid = (("city", "2025-12-31", "100000.00"), ("city", "2026-07-01", "50000.00"))
    found = reckon(Breach.FALSE_MATERIAL, facts(*paid))

    # 100000 x 4.35% x 365/365 = 4350.00; 50000 x 4.35% x 183/365 = 1090.479…
    assert found.claims == {
        CITY: Decimal("150000.00"),
        ("city", "interest"): Decimal("5440.48"),
    }
    with override("en"):
        assert "365 days at 4.35 percent a year" in found.steps[4].sentence


@pytest.mark.parametrize(
    ("breach", "more", "owed"),
    [
        (Breach.GIVEN_UP, {}, "1000000.00"),
        (Breach.FAILED_ACCEPTANCE, {"unspent": "123456.78"}, "123456.78"),
        (Breach.FAILED_ACCEPTANCE, {"unspent": "2000000"}, "1000000.00"),
        (Breach.TARGET_MISSED, {"target": "300", "actual": "200"}, "333333.33"),
        (Breach.TARGET_MISSED, {"target": "300", "actual": "400"}, "0"),
        (Breach.OVERDUE_REPORT, {"reports": 5, "missing": 2}, "400000.00"),
        (Breach.OTHER, {"amount": "0.03"}, "0.03"),
    ],
)
def test_each_breach_has_its_share(
    breach: str, more: dict[str, Any], owed: str
) -> None:
    assert reckon(breach, facts(*TWO, **more)).total == Decimal(owed)


def test_what_came_back_is_not_asked_for_again() -> None:
    back = {"city": "600000.00", "district": "100000.00"}
    found = reckon(Breach.GIVEN_UP, facts(*TWO, back=back))
    assert found.claims == {DISTRICT: Decimal("300000.00")}


cents = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)
days = st.integers(0, 3000).map(lambda n: date(2020, 1, 1) + timedelta(n))
payments = st.lists(st.tuples(st.sampled_from(["city", "district"]), days, cents))


@given(paid=payments, city=cents, district=cents, share=st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_claims_never_lose_or_invent_a_cent(
    paid: list[tuple[str, date, Decimal]], city: Decimal, district: Decimal, share: int
) -> None:
    rows = [(source, str(on), str(amount)) for source, on, amount in paid]
    back = {"city": city, "district": district}
    inputs = facts(
        *rows, back={k: str(v) for k, v in back.items()}, target="400", actual=share
    )
    held = standing([Paid("", *each) for each in paid], back)

    all_of_it = reckon(Breach.FALSE_MATERIAL, inputs)
    part = reckon(Breach.TARGET_MISSED, inputs)

    for source, gone in back.items():
        was_paid = sum(p[2] for p in paid if p[0] == source)
        left = sum(each.amount for each in held if each.source == source)
        assert left == max(was_paid - gone, 0)
        assert all_of_it.claims.get((source, "principal"), 0) == left
        assert part.claims.get((source, "principal"), 0) <= left
    exact = Decimal(sum(each.amount for each in held)) * (400 - share) / 400
    assert abs(part.total - exact) <= Decimal("0.005")


@given(
    left=st.dictionaries(
        st.tuples(
            st.sampled_from(["city", "district"]),
            st.sampled_from(["principal", "interest"]),
        ),
        cents,
        min_size=1,
    ),
    share=st.integers(1, 1000),
)
@settings(max_examples=200, deadline=None)
def test_an_installment_is_divided_to_the_last_cent(
    left: dict[tuple[str, str], Decimal], share: int
) -> None:
    whole = sum(left.values())
    amount = max((whole * share / 1000).quantize(Decimal("0.01")), Decimal("0.01"))

    divided = allocate(amount, left)

    assert sum(divided.values()) == amount
    assert all(0 < each <= left[key] for key, each in divided.items())
    interest = sum(each for key, each in left.items() if key[1] == "interest")
    toward = sum(each for key, each in divided.items() if key[1] == "interest")
    assert toward == min(amount, interest)


@pytest.mark.parametrize("amount", ["0", "10.01"])
def test_more_than_is_left_is_not_divided(amount: str) -> None:
    with pytest.raises(ValueError, match="not within what is left"):
        allocate(Decimal(amount), {CITY: Decimal("10.00")})
