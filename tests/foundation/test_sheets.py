"""Files for a spreadsheet: what goes in comes out, and nothing of it runs."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.sheets import BYTE_ORDER_MARK, RUNS, Cell, csv_lines, workbook

NIGHT = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)  # half past midnight in the city
PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def in_csv(*rows: list[Cell]) -> list[list[str]]:
    text = "".join(csv_lines(["a", "b"], rows))
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))[1:]


def in_workbook(*rows: list[Cell], name: str = "list") -> openpyxl.Workbook:
    with workbook(name, ["a", "b"], rows, about=[("by", "王"), ("rows", "1")]) as file:
        return openpyxl.load_workbook(file)


def test_cells_keep_their_types():
    row: list[Cell] = [Decimal("-5.10"), 7, date(2026, 7, 1), NIGHT, None, "=1"]

    (cells,) = in_workbook(row)["list"].iter_rows(min_row=2)

    local = datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001  # a sheet knows no zones
    day = datetime(2026, 7, 1)  # noqa: DTZ001  # likewise
    assert [cell.value for cell in cells] == [-5.1, 7, day, local, None, "=1"]
    assert cells[5].data_type == "s"
    assert in_csv(row) == [
        ["-5.10", "7", "2026-07-01", "2026-07-02 00:30:00", "", "'=1"]
    ]


@pytest.mark.parametrize("start", RUNS)
def test_no_text_of_a_csv_file_begins_a_formula(start):
    for text in (f"{start}cmd|' /C calc'!A0", f"  {start}=1"):
        ((cell, __),) = in_csv([text, ""])
        assert cell == f"'{text}"


@given(PRINTED)
def test_any_text_comes_back_from_a_workbook_as_text(text):
    (cells,) = in_workbook([text, "end"])["list"].iter_rows(min_row=2)

    assert cells[0].data_type in {"s", "n"}  # "n": nothing in it
    assert (cells[0].value or "") == text
    assert cells[0].hyperlink is None


@given(PRINTED)
def test_any_text_comes_back_from_a_csv_file(text):
    ((cell, __),) = in_csv([text, ""])

    assert cell in {text, f"'{text}"}
    assert not cell.lstrip().startswith(RUNS)


def test_a_workbook_tells_of_its_origin_under_any_name():
    book = in_workbook(["x", "y"], name="in/out: [all]" + "长" * 40)

    first, second = book.worksheets
    assert first.title == "in out   all " + "长" * 18
    assert [row[1].value for row in second.iter_rows()] == ["王", "1"]
