"""Who sits where, brought along the lifecycle."""

from datetime import date

import pytest

from foundation.models import Entry
from incubators.models import Occupancy, Tenancy
from tests.city import a_carrier, a_company, a_unit

pytestmark = pytest.mark.django_db

HEAD = [
    "载体编号",
    "统一社会信用代码",
    "企业类别",
    "入驻日期",
    "迁出日期",
    "楼栋",
    "单元",
    "面积",
]


@pytest.fixture
def unit():
    return a_unit(a_carrier(code="GZ-1"))


@pytest.fixture
def company():
    return a_company(founded_on=date(2023, 1, 1), industry="6513")


def stay(unit, company, start: str, end: str = "", area: str = "60") -> list:
    there = [unit.building.name, unit.number, area]
    return ["GZ-1", company.uscc, "", start, end, *there]


def test_a_stay_arrives_with_its_room_class_and_term(run, sheet, unit, company):
    assert "1 new" in run("tenancies", sheet(HEAD, stay(unit, company, "2024-01-15")))

    tenancy = Tenancy.objects.get()
    assert (tenancy.status, tenancy.tenant_class) == ("incubating", "tenant")
    assert tenancy.term_ends_on == date(2028, 1, 15)
    assert Occupancy.objects.get().area == 60
    moves = Entry.objects.filter(
        subject_type="incubators.tenancy", subject_id=str(tenancy.pk)
    )
    assert set(moves.values_list("verb", flat=True)) == {"admit", "move_in", "import"}


def test_a_second_run_writes_nothing(run, sheet, unit, company):
    path = sheet(
        HEAD,
        stay(unit, company, "2024-01-15", "2024-12-31"),
        stay(unit, company, "2025-02-01"),
    )
    assert "2 new" in run("tenancies", path)
    before = Entry.objects.count()

    assert "0 new, 0 changed, 2 unchanged" in run("tenancies", path)
    assert Entry.objects.count() == before


def test_who_has_left_is_moved_out_and_leaves_the_room(run, sheet, unit, company):
    run("tenancies", sheet(HEAD, stay(unit, company, "2024-01-15")))

    other = stay(unit, a_company(), "2025-01-01", area="100")
    path = sheet(HEAD, other, stay(unit, company, "2024-01-15", "2025-01-01"))
    assert "1 new, 1 changed" in run("tenancies", path)

    tenancy = Tenancy.objects.get(company=company)
    assert (tenancy.status, tenancy.moved_out_on) == ("exited", date(2025, 1, 1))
    assert tenancy.occupancies.get().ends_on == date(2025, 1, 1)


def test_the_limits_of_the_database_are_told_by_row(run, sheet, errors, unit, company):
    path = sheet(
        HEAD,
        stay(unit, a_company(), "2024-01-15"),
        stay(unit, company, "2024-02-01", area="60"),
        ["GZ-1", a_company().uscc, "", "2024-01-01", "", unit.building.name, "9", "5"],
        ["GZ-9", "91440106DEMT000106", "", "2024-01-01", "2023-01-01", "", "", ""],
        ["GZ-9", company.uscc, "", "2024-01-01", "", "", "", ""],
    )

    run("tenancies", path)

    told = {row: (column, sentence) for row, column, __, sentence in errors()}
    assert told[3][0] == "面积"
    assert "120.00 m² of this unit would be occupied" in told[3][1]
    assert told[4] == ("单元", "This incubator has no such unit in this building.")
    assert told[6] == ("载体编号", "No incubator has this code.")
    assert not Tenancy.objects.exists()
