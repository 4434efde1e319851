"""Every report there is: told in both languages, and what it tells is so."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from foundation.accounts.permissions import Role
from foundation.periods import Period, month, quarter, week, year
from incubators.models import Occupancy
from programs.reports.dataset import Dataset, Section, canonical_json, from_json
from programs.reports.definitions import DEFINITIONS
from programs.reports.rules import Scope
from tests import city

pytestmark = pytest.mark.django_db
Q2 = quarter(date(2026, 5, 1))
AS_OF = datetime(2026, 7, 14, 1, 0, tzinfo=UTC)
CODES = sorted(DEFINITIONS)


def drawn(code: str, period: Period = Q2) -> Dataset:
    return DEFINITIONS[code].build(Scope(period, AS_OF))


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text of a dataset, whatever it stands in."""
    if isinstance(value, dict):
        if value.keys() <= {"zh-hans", "en"}:
            yield value
        else:
            for each in value.values():
                yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def section(dataset: Dataset, code: str) -> Section:
    return next(s for s in dataset.sections if s.code.startswith(code))


def sql(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


@pytest.fixture
def small_city() -> None:
    """Awards, places and incubators in three districts; one district has one award."""
    program, support = city.a_program(), city.an_sme_program(quota=200)
    for number in range(9):
        district = ["440106", "440112", "440106", "440112"][number % 4]
        company = city.a_company("440118" if number == 8 else district, industry="6513")
        award = city.an_award(
            program,
            company,
            decided_on=date(2026, 6, 1),
            amount=f"{number + 1}00000.00",
        )
        if number % 2:
            payment = city.instructed(city.a_payment(city.a_tranche(award)))
            city.an_entry(payment, booked_on=date(2026, 6, 15))
    for _ in range(4):
        city.a_place(support)
    for district, kind in [("440106", "incubator"), ("440112", "accelerator")]:
        unit = city.a_unit(
            city.a_carrier(district_id=district, carrier_type=kind), area="640.00"
        )
        Occupancy.objects.create(
            tenancy=city.a_tenancy(unit.building.carrier),
            unit=unit,
            area=Decimal("400.00"),
            starts_on=date(2025, 1, 1),
        )


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("around", [week, month, quarter, year])
def test_a_report_can_be_made_for_any_kind_of_period(code, around):
    dataset = drawn(code, around(date(2026, 5, 5)))

    assert (dataset.code, dataset.version) == (code, DEFINITIONS[code].version)
    assert from_json(canonical_json(dataset)) == dataset


@pytest.mark.parametrize("code", CODES)
def test_a_report_says_everything_in_both_languages(code, small_city):
    silent = [
        text
        for text in texts(asdict(drawn(code)))
        if text and not (text.get("zh-hans") and text.get("en"))
    ]

    assert silent == []


@pytest.mark.parametrize("code", CODES)
def test_a_report_defines_what_its_figures_and_columns_mean(code, small_city):
    dataset = drawn(code)
    defined = {definition.code for definition in dataset.definitions}
    plain = {
        "program", "target", "chosen", "left", "reached", "completion", "elapsed",
        "share", "place", "carrier", "period", "year", "type", "level", "district",
        "industry", "recommended", "eligible", "scored", "proposed", "approved",
    }  # fmt: skip
    shown = {
        column.code for s in dataset.sections if s.table for column in s.table.columns
    }
    figures = {
        next((code for code in defined if figure.code.endswith(code)), figure.code)
        for figure in dataset.figures
    }

    assert shown - defined - plain == set()
    assert figures - defined == set()


@pytest.mark.parametrize("code", CODES)
def test_a_report_costs_the_same_statements_however_much_there_is(
    code, django_assert_num_queries, small_city
):
    statements = {"R3": 6, "R4": 3}  # each source once: R4 has rooms, trend, districts

    with django_assert_num_queries(statements[code]):
        drawn(code)


def test_r3_tells_what_a_query_finds(small_city):
    dataset = drawn("R3")
    (counted, awarded, paid), *_ = sql(
        "SELECT count(*), sum(amount), sum(paid) FROM programs_award "
        "WHERE status IN ('approved', 'active', 'completed')"
    )

    figures = {f.code.split("-")[-1]: f for f in dataset.figures}
    assert (figures["companies"].value, figures["companies"].target) == (counted, 100)
    assert figures["awarded"].value == awarded
    assert figures["disbursement_progress"].value == round(paid / awarded, 6)
    assert figures["places"].value == 4
    table = section(dataset, "district").table
    assert table is not None
    assert table.total is not None
    assert table.total.cells[1:3] == (counted, awarded)
    assert sum(int(str(row.cells[1])) for row in table.rows) == counted


def test_r3_tells_no_money_of_one_or_two_companies(small_city):
    table = section(drawn("R3"), "district").table

    assert table is not None
    told = {str(row.cells[1]): row for row in table.rows if row.cells[1]}
    assert told["1"].cells[2:5] == (None, None, None)
    assert told["1"].suppressed == ("awarded", "paid", "disbursement_progress")
    # One hidden row would follow from the total: the next smallest is hidden as well.
    hidden = [row for row in table.rows if row.suppressed]
    assert len(hidden) == 2
    assert {row.cells[1] for row in table.rows} == {0, 1, 4}


def test_r3_holds_the_budget_against_the_calendar(small_city):
    dataset = drawn("R3")
    figures = {f.code.split("-")[-1]: f for f in dataset.figures}
    ((approved,),) = sql(
        "SELECT sum(amount) FROM programs_budgetline l "
        "JOIN programs_program p ON p.id = l.program_id "
        "WHERE year = 2026 AND kind = 'role-model-award'"
    )
    ((paid,),) = sql("SELECT sum(amount) FROM programs_ledgerentry")

    rate = figures["execution_rate"].value
    assert rate == round(paid / approved, 6)
    assert figures["time_gap"].value == Decimal(str(rate)) - round(
        Decimal(181) / 365, 6
    )


def test_r4_tells_what_a_query_finds(small_city):
    dataset = drawn("R4")
    ((carriers,),) = sql("SELECT count(*) FROM incubators_carrier")
    ((area,),) = sql(
        "SELECT sum(area) FROM incubators_areafact WHERE kind = 'measured'"
    )
    ((occupied,),) = sql("SELECT sum(area) FROM incubators_occupancy")

    figures = {figure.code: figure.value for figure in dataset.figures}
    assert (figures["carriers"], figures["area"]) == (carriers, area)
    assert figures["occupancy"] == occupied / area
    for code in ("level", "type", "district"):
        table = section(dataset, code).table
        assert table is not None
        assert sum(row.cells[2] for row in table.rows) == area  # type: ignore[misc]  # a cell may be a text, not this one
    best = section(dataset, "best").table
    assert best is not None
    assert [row.cells[0] for row in best.rows] == [1, 2]


def test_a_city_without_anything_has_reports_all_the_same():
    for code in CODES:
        dataset = drawn(code)
        assert from_json(canonical_json(dataset)) == dataset


@pytest.mark.parametrize("code", CODES)
def test_every_number_opens_the_rows_behind_it(code, small_city, client):
    dataset = drawn(code)
    tables = [each.table for each in dataset.sections if each.table]
    links = {figure.link for figure in dataset.figures}
    links |= {row.link for table in tables for row in table.rows}
    client.force_login(city.a_user(Role.LEADER))

    answers = {link: client.get(link).status_code for link in sorted(links - {""})}

    assert len(answers) > 10
    assert set(answers.values()) == {200}


def test_the_rows_behind_a_number_are_as_many(small_city, client):
    table = section(drawn("R3"), "district").table
    assert table is not None
    client.force_login(city.a_user(Role.LEADER))

    for row in table.rows:
        listed = client.get(row.link).context["cl"].result_count
        assert listed == row.cells[1]
