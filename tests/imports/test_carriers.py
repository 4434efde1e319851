"""Incubators, one row for each unit."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from foundation.models import Entry
from incubators.models import AreaFact, Building, Carrier, Unit

pytestmark = pytest.mark.django_db

HEAD = [
    "载体编号", "载体名称", "载体类型", "级别", "所在区", "运营单位", "楼栋",
    "楼栋面积（平方米）", "单元", "用途", "面积（平方米）", "测量日期",
]  # fmt: skip
OWN = ["GZ-1", "木棉孵化器", "科技企业孵化器", "国家级", "黄埔区", "木棉运营"]


def unit(number: object, area: str = "100.50", since: str = "2024-01-01") -> list:
    return [*OWN, "A栋", "1,000", number, "tenant", area, since]


def test_rows_of_units_become_incubators_with_measured_areas(run, sheet):
    printed = run("carriers", sheet(HEAD, unit(101), unit("102"), unit("103", "99.25")))

    carrier = Carrier.objects.get()
    assert "3 new" in printed
    assert (carrier.level, carrier.carrier_type) == ("national", "incubator")
    assert Building.objects.get().area == 1000
    assert AreaFact.objects.aggregate(all=Sum("area"))["all"] == Decimal("300.25")
    assert Entry.objects.filter(verb="import", subject_id=str(carrier.pk)).count() == 3


def test_choices_are_read_as_code_and_in_english(run, sheet):
    line = unit("1")
    line[2:4] = ["maker_space", " National Level"]

    assert "1 new" in run("carriers", sheet(HEAD, line))


def test_a_second_run_writes_nothing(run, sheet):
    path = sheet(HEAD, unit("101"), unit("102"))
    run("carriers", path)
    before = Entry.objects.count()

    assert "0 new, 0 changed, 2 unchanged" in run("carriers", path)
    assert Entry.objects.count() == before


def test_a_new_area_succeeds_the_former(run, sheet):
    run("carriers", sheet(HEAD, unit("101"), unit("102")))

    path = sheet(HEAD, unit("101", "80", "2025-06-01"), unit("102", "90"))
    assert "2 changed" in run("carriers", path)

    first, second = Unit.objects.order_by("number")
    assert list(first.areas.order_by("starts_on").values_list("area", "ends_on")) == [
        (Decimal("100.50"), date(2025, 6, 1)), (Decimal("80.00"), None)
    ]  # fmt: skip
    assert second.areas.get().area == 90


def test_units_larger_than_their_building_are_refused_by_row(run, sheet, errors):
    path = sheet(HEAD, unit("101", "600"), unit("102", "300"), unit("103", "300"))

    run("carriers", path)

    ((row, column, __, sentence),) = errors()
    assert (row, column) == (4, "面积（平方米）")
    assert "would add up to 1200.00 m², but it has 1000.00 m²" in sentence
    assert not Carrier.objects.exists()


def test_rows_that_contradict_each_other_are_refused(run, sheet, errors):
    other, half = unit("102"), unit("103")
    other[1] = "别的名字"
    half[8] = None

    run("carriers", sheet(HEAD, unit("101"), other, half))

    assert [(row, column) for row, column, *__ in errors()] == [
        (3, "载体名称"), (4, "单元")
    ]  # fmt: skip
