"""What nobody writes by hand: running totals, no numbers, and rows put elsewhere.

A limit is worth as much as the total that it is held against, and a promise about a row
as much as the row's place. Each attempt by raw SQL is refused by name.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from foundation.accounts.models import SYSTEM
from foundation.moves import advance
from programs.models import PublicNotice
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "total", "name"),
    [
        ("programs_program", "taken = 0", "program_totals_are_kept"),
        ("programs_program", "committed = 0", "program_totals_are_kept"),
        ("programs_budgetline", "committed = 0", "budget_line_total_is_kept"),
        ("programs_award", "planned = 0", "award_totals_are_kept"),
        ("programs_award", "paid = 0, city_paid = 0", "award_totals_are_kept"),
        ("programs_award", "written_off = 1", "award_totals_are_kept"),
    ],
)
def test_i1_i3_i4_running_totals_follow_their_rows(
    table: str, total: str, name: str
) -> None:
    city.an_entry(city.instructed(city.a_payment()))

    by_hand = f"UPDATE {table} SET {total}"  # noqa: S608  # ours
    assert broken(lambda: sql(by_hand)) == name


def test_i9_what_a_buildings_units_measure_follows_them() -> None:
    city.a_unit(area="100.00")

    forgotten = "UPDATE incubators_building SET measured = 0, area = 1"
    assert broken(lambda: sql(forgotten)) == "building_total_is_kept"


@pytest.mark.parametrize(
    "attempt",
    ["DELETE FROM programs_budgetline", "UPDATE programs_budgetline SET year = 2099"],
)
def test_i3_a_line_that_pays_awards_stays_where_it_is(attempt: str) -> None:
    program = city.an_award().program
    program.budget_lines.filter(committed=0).delete()  # of these nothing is promised

    assert broken(lambda: sql(attempt)) == "budget_line_is_its_adjustments"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("programs_program", "budget"),
        ("programs_program", "ceiling"),
        ("programs_program", "second_approval_from"),
        ("incubators_building", "area"),
    ],
)
def test_no_limit_is_without_a_number(table: str, column: str) -> None:
    city.an_award()
    city.a_unit()

    boundless = f"UPDATE {table} SET {column} = 'NaN'"  # noqa: S608  # ours
    assert broken(lambda: sql(boundless)).startswith(f"{table}_{column}_check")


def test_i5_i12_an_application_stays_with_its_company_and_call() -> None:
    application, other = city.an_application(), city.an_application()

    def move(column: str, to: int) -> str:
        statement = f"UPDATE programs_application SET {column} = %s WHERE id = %s"  # noqa: S608  # ours
        return broken(lambda: sql(statement, to, application.pk))

    promise = "application_is_of_its_company_and_call"
    assert move("call_id", other.call_id) == promise
    assert move("company_id", other.company_id) == promise


def _against(notice, proposal=None):
    return notice.objections.create(
        proposal=proposal, number="O1", objector="Li", contact="1", content="x"
    )


def test_i8_an_objection_goes_to_a_notice_that_corrects_its_own_only() -> None:
    program = city.a_program()
    until = datetime.now(UTC) + timedelta(minutes=5)
    notice = city.a_notice(program, objections_close_at=until)
    unrelated = city.a_notice(program, objections_close_at=until)
    version = PublicNotice.objects.create(
        program=program, slug="v2", title={}, replaces=notice, correction="a name"
    )
    objection = _against(notice)

    move = "UPDATE programs_objection SET notice_id = %s WHERE id = %s"
    promise = "objection_stays_as_it_came"
    assert broken(lambda: sql(move, unrelated.pk, objection.pk)) == promise
    assert broken(lambda: sql(move, version.pk, objection.pk)) == "nothing"


def test_i8_an_objection_is_aimed_at_the_list_that_it_is_against() -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    notice = city.a_notice(city.a_program(), objections_close_at=until)
    objection, elsewhere = _against(notice), city.a_noticed_proposal()

    aim = "UPDATE programs_objection SET proposal_id = %s WHERE id = %s"
    away = lambda: sql(aim, elsewhere.pk, objection.pk)  # noqa: E731  # one attempt
    assert broken(away) == "objection_stays_as_it_came"


def test_a_ruling_that_was_given_stands() -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    notice = city.a_notice(city.a_program(), objections_close_at=until)
    objection = _against(notice)
    ruled = "UPDATE programs_objection SET ruling = %s, ruled_on = now() WHERE id = %s"
    sql(ruled, "unfounded", objection.pk)

    again = lambda: sql(ruled, "founded", objection.pk)  # noqa: E731  # one attempt
    assert broken(again) == "objection_stays_as_it_came"


@pytest.mark.parametrize(
    "change", ["paid_on = '2020-01-01'", "bank_reference = 'another'"]
)
def test_what_the_bank_said_of_a_payment_stands(change: str) -> None:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    advance(payment, "book", by=SYSTEM, paid_on=city.TODAY, bank_reference="B1")
    connection.check_constraints()

    rewritten = f"UPDATE programs_payment SET {change}"  # noqa: S608  # ours
    assert broken(lambda: sql(rewritten)) == "payment_is_its_tranche"


def test_i9_units_and_buildings_in_use_stay_where_they_are() -> None:
    unit, elsewhere = city.a_unit(), city.a_unit()
    building, carrier = elsewhere.building_id, elsewhere.building.carrier_id

    move = "UPDATE incubators_unit SET building_id = %s, number = 'X' WHERE id = %s"
    take = "UPDATE incubators_building SET carrier_id = %s WHERE id = %s"
    stays = "building_stays_with_its_carrier"
    assert broken(lambda: sql(move, building, unit.pk)) == "unit_stays_in_its_building"
    assert broken(lambda: sql(take, carrier, unit.building_id)) == stays


@pytest.mark.parametrize("column", ["carrier_id", "company_id"])
def test_i9_a_tenancy_never_becomes_anothers(column: str) -> None:
    tenancy = city.a_tenancy(city.a_carrier())
    other = city.a_tenancy(city.a_carrier())

    move = f"UPDATE incubators_tenancy SET {column} = %s WHERE id = %s"  # noqa: S608  # ours
    attempt = lambda: sql(move, getattr(other, column), tenancy.pk)  # noqa: E731  # one attempt
    assert broken(attempt) == "tenancy_is_of_its_company_and_carrier"
