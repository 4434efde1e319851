"""Yearly figures, one row for a company and year."""

from decimal import Decimal

import pytest

from foundation.models import Entry
from startups.indicators.catalog import INDICATORS
from startups.models import Company, Return, Value
from tests.city import a_company

pytestmark = pytest.mark.django_db

NEEDED = [code for code, indicator in INDICATORS.items() if indicator.needed]
HEAD = ["统一社会信用代码", "年度", *NEEDED]


@pytest.fixture
def company():
    return a_company(industry="6513")


def figures(company, amount: str = "1,000", year: int = 2025) -> list:
    return [company.uscc, year, *(amount for __ in NEEDED)]


def test_a_complete_return_is_handed_in_and_rates_the_size(run, sheet, company):
    assert "1 new" in run("returns", sheet(HEAD, figures(company)))

    filed = Return.objects.get()
    assert (filed.year, filed.status) == (2025, "submitted")
    assert filed.submitted_on is not None
    assert set(Value.objects.values_list("amount", flat=True)) == {Decimal("1000.00")}
    assert Company.objects.get().size
    verbs = Entry.objects.filter(subject_type="startups.return")
    assert set(verbs.values_list("verb", flat=True)) == {"import", "submit"}


def test_an_incomplete_return_stays_open_and_is_completed_later(run, sheet, company):
    label = str(INDICATORS["REV"].label).upper()
    run("returns", sheet(["uscc", "year", label], [company.uscc, 2025, 1000.1]))
    assert Return.objects.get().status == "open"
    assert Value.objects.get().amount == Decimal("1000.10")

    assert "1 changed" in run("returns", sheet(HEAD, figures(company)))
    assert Return.objects.get().status == "submitted"


def test_a_second_run_writes_nothing(run, sheet, company):
    path = sheet(HEAD, figures(company), figures(company, year=2024))
    run("returns", path)
    before = Entry.objects.count()

    assert "0 new, 0 changed, 2 unchanged" in run("returns", path)
    assert Entry.objects.count() == before


def test_what_was_handed_in_stays_as_it_is(run, sheet, errors, company):
    run("returns", sheet(HEAD, figures(company)))

    assert "1 refused" in run("returns", sheet(HEAD, figures(company, "1001")))

    assert "This return was submitted" in errors()[0][3]


def test_impossible_figures_are_refused_by_cell(run, sheet, errors, company):
    head = ["uscc", "year", "ASSET", "LIAB", "EQUITY", "EMP", "EMP_MASTER"]
    head = [h for h in head if h in {"uscc", "year", *INDICATORS}]
    path = sheet(
        [*head, "RD_EXP"],
        [company.uscc, 2025, 9, 5, 2, 3.5, *[1] * (len(head) - 6), -1],
        [company.uscc, 2999, *[None] * (len(head) - 2), None],
        [a_company().uscc[:17] + "?", 2025],
    )

    run("returns", path)

    told = {(row, column): sentence for row, column, __, sentence in errors()}
    assert told[2, "ASSET"] == "Assets are not liabilities plus equity."
    assert told[2, "EMP"] == "This figure is a whole number."
    assert told[2, "RD_EXP"] == "This figure cannot be negative."
    assert "Write a whole number from 1990 to" in told[3, "year"]
    assert (4, "uscc") in told
