"""I4: what was paid of an award on any day, and what a budget line holds.

Each attempt by raw SQL is refused by the name of its promise; no use case stands
between these statements and the tables.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from programs.models import BudgetAdjustment, BudgetLine, LedgerEntry
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


def test_i4_more_than_the_award_cannot_be_booked() -> None:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    again = {"kind": "recovery", "debit": "treasury", "credit": "company"}

    def recover(amount: str) -> LedgerEntry:
        return city.an_entry(payment, **again, payment=None, amount=Decimal(amount))

    assert broken(lambda: recover("1000000.01")) == "award_paid_within_amount"
    recover("1000000.00")
    payment.award.refresh_from_db()
    assert (payment.award.paid, payment.award.recovered) == (1_000_000, 1_000_000)


def test_i4_the_paid_total_cannot_be_written_past_the_award() -> None:
    award = city.an_award()

    overpaid = "UPDATE programs_award SET paid = amount + 1 WHERE id = %s"
    negative = "UPDATE programs_award SET recovered = 1 WHERE id = %s"
    assert broken(lambda: sql(overpaid, award.pk)) == "award_paid_within_amount"
    assert broken(lambda: sql(negative, award.pk)) == "award_paid_within_amount"


def test_i4_no_day_has_more_or_less_than_the_award_allows() -> None:
    payment = city.instructed(city.a_payment())
    paid = city.an_entry(payment)
    back = {"kind": "recovery", "debit": "treasury", "credit": "company"}
    sooner = paid.booked_on - timedelta(days=1)

    def recover(day: date) -> LedgerEntry:
        return city.an_entry(payment, **back, payment=None, booked_on=day)

    every_day = "award_paid_within_amount_on_every_day"
    assert broken(lambda: recover(sooner)) == every_day
    recover(paid.booked_on)


def test_i4_what_never_happened_is_undone_on_its_day() -> None:
    payment = city.instructed(city.a_payment())
    paid = city.an_entry(payment)
    undo = {"kind": "reversal", "debit": "treasury", "credit": "company"}
    undo |= {"reverses": paid}

    def reverse(days: int) -> LedgerEntry:
        day = paid.booked_on + timedelta(days=days)
        return city.an_entry(payment, **undo, booked_on=day)

    def send_back(days: int) -> LedgerEntry:
        day = paid.booked_on + timedelta(days=days)
        return city.an_entry(
            payment, **undo | {"kind": "return", "reverses": None}, booked_on=day
        )

    dated = "ledger_entry_dated_as_it_happened"
    assert broken(lambda: reverse(1)) == broken(lambda: reverse(-1)) == dated
    assert broken(lambda: send_back(-1)) == dated
    reverse(0)


def test_i4_tranches_never_add_up_to_more_than_the_award() -> None:
    award = city.an_award()
    city.a_tranche(award)

    one_more = lambda: city.a_tranche(award, amount=Decimal("0.01"))  # noqa: E731  # one attempt

    assert broken(one_more) == "award_tranches_within_amount"


def test_a_budget_line_changes_by_adjustments_only() -> None:
    program = city.a_program()
    line = BudgetLine.objects.filter(program=program, year=city.YEAR)[0]
    adjusted = BudgetAdjustment.objects.create(
        line=line, amount=Decimal("-5.00"), reason="cut", document="d",
        effective_on=city.TODAY,
    )  # fmt: skip

    line.refresh_from_db()
    assert line.amount == program.budget - 5
    for change in ("amount = amount + 1", "approved = approved + 1"):
        write = f"UPDATE programs_budgetline SET {change} WHERE id = %s"  # noqa: S608  # of this test
        refused = broken(lambda: sql(write, line.pk))  # noqa: B023  # called at once
        assert refused == "budget_line_is_its_adjustments"
    away = "DELETE FROM programs_budgetadjustment WHERE id = %s"
    assert broken(lambda: sql(away, adjusted.pk)) == (
        "budget_adjustment_is_append_only"
    )


def test_a_budget_line_is_not_cut_below_what_is_committed() -> None:
    award = city.an_award()
    line = BudgetLine.objects.get(program=award.program, year=award.year, source="city")

    cut = lambda: BudgetAdjustment.objects.create(  # noqa: E731  # one attempt
        line=line, amount=Decimal("0.01") - line.amount, reason="cut", document="d",
        effective_on=city.TODAY,
    )  # fmt: skip

    assert broken(cut) == "awards_within_budget_line"
