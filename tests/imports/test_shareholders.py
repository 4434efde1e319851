"""Shareholders from a file: known companies only, and the same file again is idle."""

from decimal import Decimal

import pytest

from startups.models import Shareholder
from tests.city import a_company, a_uscc

pytestmark = pytest.mark.django_db

HEADINGS = [
    "统一社会信用代码", "股东名称", "股东类型", "股东统一社会信用代码",
    "持股比例",
]  # fmt: skip


def test_shares_are_written_changed_and_left_alone(run, sheet) -> None:
    company, fund = a_company(), a_uscc()
    person = [company.uscc, "陈小明", "person", "", "60"]
    owner = [company.uscc, "某某基金", "organization", fund, "40"]

    first = run("shareholders", sheet(HEADINGS, person, owner))
    again = run("shareholders", sheet(HEADINGS, person, [*owner[:-1], "39.5"]))

    assert "2 new" in first
    assert "0 new, 1 changed, 1 unchanged" in again
    assert Shareholder.objects.get(code=fund).share == Decimal("39.50")
    assert Shareholder.objects.get(kind="person").code == ""


def test_a_share_that_cannot_be_is_named_with_its_cell(run, sheet, errors) -> None:
    company = a_company()
    rows = [
        [company.uscc, "陈小明", "person", a_uscc(), "60"],
        [a_uscc(), "某某基金", "organization", "", "140"],
    ]

    run("shareholders", sheet(HEADINGS, *rows))

    told = [sentence for __, __, __, sentence in errors()]
    assert any("Only an organization" in sentence for sentence in told)
    assert any("at most 100" in sentence for sentence in told)
    assert not Shareholder.objects.exists()
