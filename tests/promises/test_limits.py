"""I1 to I3, places, ceilings and budgets.

Each attempt by raw SQL is refused by the name of its promise. No use case stands
between these statements and the tables; what a person reads is tested with those.
"""

from decimal import Decimal

import pytest

from programs.models import Award, Place
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


# I1 --------------------------------------------------------------------------------


def test_i1_awards_of_a_program_stay_within_its_quota() -> None:
    program = city.a_program(quota=1)
    city.an_award(program)

    assert broken(lambda: city.an_award(program)) == "program_awards_within_quota"
    assert Award.objects.count() == 1


def test_i1_places_of_a_program_stay_within_its_quota() -> None:
    program = city.an_sme_program(quota=1)
    city.a_place(program)

    assert broken(lambda: city.a_place(program)) == "program_awards_within_quota"
    assert Place.objects.count() == 1


def test_i1_the_quota_cannot_be_lowered_below_what_is_taken() -> None:
    program = city.a_program(quota=2)
    city.an_award(program)

    lower = "UPDATE programs_program SET quota = 0 WHERE id = %s"
    assert broken(lambda: sql(lower, program.pk)) == "program_awards_within_quota"


def test_i1_a_revoked_award_gives_its_place_back() -> None:
    program = city.a_program(quota=1)
    city.moved(city.an_award(program), "revoke")

    city.an_award(program)

    program.refresh_from_db()
    assert program.taken == 1


# I2 --------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_i2_an_award_is_more_than_zero(amount: str) -> None:
    program, company = city.a_program(), city.a_company()

    def attempt() -> Award:
        return city.an_award(program, company, amount=amount)

    assert broken(attempt) in {"award_amount_is_positive", "award_shares_add_up"}


def test_i2_an_award_is_at_most_the_ceiling() -> None:
    program = city.a_program(ceiling=Decimal("5000000.00"))

    city.an_award(program, amount="5000000.00")
    above = lambda: city.an_award(program, amount="5000000.01")  # noqa: E731  # one attempt

    assert broken(above) == "award_within_ceiling"


def test_i2_the_ceiling_cannot_be_lowered_below_a_live_award() -> None:
    program = city.an_award(amount="1000000.00").program
    lower = "UPDATE programs_program SET ceiling = 999999.99 WHERE id = %s"

    assert broken(lambda: sql(lower, program.pk)) == "award_within_ceiling"


def test_i2_the_amount_of_an_award_never_changes() -> None:
    award = city.an_award()
    raise_it = "UPDATE programs_award SET amount = 9, city_amount = 9 WHERE id = %s"
    remove = "DELETE FROM programs_award WHERE id = %s"

    assert broken(lambda: sql(raise_it, award.pk)) == "award_terms_are_frozen"
    assert broken(lambda: sql(remove, award.pk)) == "award_terms_are_frozen"


@pytest.mark.parametrize(
    "alter",
    [
        "UPDATE programs_award SET decided_on = decided_on - 1 WHERE id = %s",
        "UPDATE programs_award SET document_number = 'another' WHERE id = %s",
        "UPDATE programs_award SET company_type = 'platform' WHERE id = %s",
        "UPDATE programs_award SET number = 'another' WHERE id = %s",
    ],
)
def test_i2_what_an_award_was_decided_as_never_changes(alter: str) -> None:
    award = city.an_award()

    assert broken(lambda: sql(alter, award.pk)) == "award_terms_are_frozen"


# I3 --------------------------------------------------------------------------------


def test_i3_awards_stay_within_the_programs_budget() -> None:
    room = {city.YEAR: Decimal("9000000.00")}
    program = city.a_program(budget=Decimal("1500000.00"), lines=room)
    city.an_award(program)

    assert broken(lambda: city.an_award(program)) == "program_awards_within_budget"


def test_i3_awards_stay_within_the_line_of_year_and_source() -> None:
    program = city.a_program(lines={city.YEAR: Decimal("1500000.00")})
    city.an_award(program)

    assert broken(lambda: city.an_award(program)) == "awards_within_budget_line"
    city.an_award(program, year=city.YEAR + 1)  # next year's line has room


def test_i3_a_year_without_a_budget_line_awards_nothing() -> None:
    program = city.a_program()

    attempt = lambda: city.an_award(program, year=2040)  # noqa: E731  # one attempt

    assert broken(attempt) == "awards_within_budget_line"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("programs_program", "program_awards_within_budget"),
        ("programs_budgetline", "awards_within_budget_line"),
    ],
)
def test_i3_running_totals_cannot_be_written_past_the_limit(
    table: str, name: str
) -> None:
    city.an_award()

    overdrawn = f"UPDATE {table} SET committed = 999999999999"  # noqa: S608  # ours
    assert broken(lambda: sql(overdrawn)) == name


def test_i3_a_revoked_award_frees_only_what_was_not_paid() -> None:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    award = payment.award
    city.moved(Award.objects.get(pk=award.pk), "revoke")

    award.program.refresh_from_db()
    line = award.program.budget_lines.get(year=award.year, source="city")
    assert award.program.committed == line.committed == award.amount
