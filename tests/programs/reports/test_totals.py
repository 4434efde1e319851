"""The nightly audit finds what someone changed behind the guards' backs."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import F, QuerySet

from incubators.models import Building, Occupancy
from programs.models import Award, BudgetLine, Program
from programs.reports.totals import differences
from programs.tasks import audit_totals
from tests import city

pytestmark = pytest.mark.django_db


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def a_year_of_money() -> Award:
    """Awards of every kind, with payments, a return and a recovery; rooms as well."""
    program = city.a_program()
    award = city.an_award(
        program,
        amount="900000.00",
        city_amount="600000.00",
        district_amount="300000.00",
    )
    for kind in ("", "return"):
        tranche = city.a_tranche(award, amount="300000.00")
        payment = city.instructed(city.a_payment(tranche))
        city.an_entry(payment)
        if kind:
            back = {"debit": "treasury", "credit": "company"}
            city.an_entry(payment, kind=kind, **back)
    city.moved(city.an_award(program), "revoke")
    city.a_place(city.an_sme_program())
    unit = city.a_unit()
    Occupancy.objects.create(
        tenancy=city.a_tenancy(unit.building.carrier), unit=unit, area=Decimal(10),
        starts_on="2025-01-01",
    )  # fmt: skip
    return award


def test_a_sound_database_has_no_differences(a_year_of_money):
    out = StringIO()

    call_command("audit_totals", stdout=out)

    assert list(differences()) == []
    assert "agrees" in out.getvalue()
    audit_totals()


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        ("programs_program", "taken", "program.taken"),
        ("programs_program", "committed", "program.committed"),
        ("programs_budgetline", "committed", "budget_line.committed"),
        ("programs_award", "planned", "award.planned"),
        ("programs_award", "paid", "award.paid"),
        ("programs_award", "recovered", "award.recovered"),
        ("programs_award", "city_paid", "award.city_paid"),
        ("programs_award", "district_paid", "award.district_paid"),
        ("incubators_building", "measured", "building.measured"),
    ],
)
def test_a_total_that_was_tampered_with_is_named(a_year_of_money, table, column, name):
    rows: dict[str, QuerySet[Any]] = {
        "programs_award": Award.objects.filter(pk=a_year_of_money.pk),
        "programs_program": Program.objects.filter(awards=a_year_of_money),
        "programs_budgetline": BudgetLine.objects.filter(
            program__awards=a_year_of_money, year=2026, source="city"
        ),
        "incubators_building": Building.objects.all(),
    }
    with unguarded(table):
        rows[table].update(**{column: F(column) + 1})
    out = StringIO()

    with pytest.raises(CommandError, match="1 totals differ"):
        call_command("audit_totals", stdout=out)

    assert out.getvalue().startswith(f"{name} of row ")
    assert [difference.name for difference in differences()] == [name]


def test_rows_that_vanished_are_noticed(a_year_of_money):
    with unguarded("programs_ledgerentry"):
        city.sql("DELETE FROM programs_ledgerentry WHERE kind = 'return'")

    names = {difference.name for difference in differences()}

    assert names >= {"award.paid", "award.city_paid"}
    assert Program.objects.count() == 2
    assert BudgetLine.objects.exists()


def test_the_nightly_task_says_it_as_an_error(a_year_of_money, caplog):
    with unguarded("programs_program"):
        city.sql("UPDATE programs_program SET taken = taken + 1")

    audit_totals()

    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 2
    assert "program.taken" in errors[0].getMessage()
