"""The nightly audit finds what someone changed behind the guards' backs."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F, QuerySet

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from incubators.models import Building, Occupancy
from programs.models import Award, BudgetLine, Claim, Program
from programs.recovery import actions as recovery
from programs.reports.totals import differences
from programs.tasks import audit_totals
from tests import city

pytestmark = pytest.mark.django_db


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
    _paid_back_in_part(award)
    city.moved(city.an_award(program), "revoke")
    city.a_place(city.an_sme_program())
    unit = city.a_unit()
    Occupancy.objects.create(
        tenancy=city.a_tenancy(unit.building.carrier), unit=unit, area=Decimal(10),
        starts_on="2025-01-01",
    )  # fmt: skip
    return award


def _paid_back_in_part(award: Award) -> None:
    """One installment of a claim came back, one was reversed, the rest is lost."""
    owed = city.a_recovery(award, "100.00")
    city.demanded(owed)
    at = {"by": SYSTEM, "at": city.NOW}
    recovery.repay(owed, amount=Decimal("40.00"), receipt="T1", **at)
    second = recovery.repay(owed, amount=Decimal("20.00"), receipt="T2", **at)
    recovery.undo_repayment(second, reason="a mistake", **at)
    officer, leader = city.a_user(Role.OFFICER), city.a_user(Role.LEADER)
    told = {"basis": "穗财〔2026〕3号", "explanation": "-", "at": city.NOW}
    asked = recovery.ask_write_off(owed, by=officer, **told)
    recovery.write_off(asked, by=leader, at=city.NOW)


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
        ("programs_award", "interest_received", "award.interest_received"),
        ("programs_award", "written_off", "award.written_off"),
        ("programs_budgetline", "amount", "budget_line.amount"),
        ("programs_claim", "repaid", "claim.repaid"),
        ("programs_claim", "written_off", "claim.written_off"),
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
        "programs_claim": Claim.objects.filter(recovery__award=a_year_of_money),
        "incubators_building": Building.objects.all(),
    }
    with city.unguarded(table):
        less = table == "programs_claim"  # which is settled to the last yuan
        rows[table].update(**{column: F(column) + (-1 if less else 1)})
    out = StringIO()

    with pytest.raises(CommandError, match="1 totals differ"):
        call_command("audit_totals", stdout=out)

    assert out.getvalue().startswith(f"{name} of row ")
    assert [difference.name for difference in differences()] == [name]


def test_rows_that_vanished_are_noticed(a_year_of_money):
    with city.unguarded("programs_ledgerentry"):
        city.sql("DELETE FROM programs_ledgerentry WHERE kind = 'return'")

    names = {difference.name for difference in differences()}

    assert names >= {"award.paid", "award.city_paid"}
    assert Program.objects.count() == 2
    assert BudgetLine.objects.exists()


def test_the_nightly_task_says_it_as_an_error(a_year_of_money, caplog):
    with city.unguarded("programs_program"):
        city.sql("UPDATE programs_program SET taken = taken + 1")

    audit_totals()

    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 2
    assert "program.taken" in errors[0].getMessage()
