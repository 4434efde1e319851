"""A dataset is exact, canonical and refuses what it could not keep."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.reports.dataset import (
    ChartKind,
    ChartSpec,
    Column,
    Dataset,
    Figure,
    Period,
    Row,
    Series,
    Table,
    canonical_json,
    digest,
    from_json,
)
from programs.reports.measures import COMPANIES, DAY, PERCENT, WORDS, YUAN, text
from tests.programs.reports.rendering.samples import incubator_report, program_report

LABEL = text("Label", "标签")


@pytest.mark.parametrize("report", [program_report(), incubator_report()])
def test_a_dataset_survives_its_canonical_form(report: Dataset) -> None:
    again = from_json(canonical_json(report))

    assert again == report
    assert canonical_json(again) == canonical_json(report)


def test_the_canonical_form_has_sorted_keys_and_no_float() -> None:
    plain = json.loads(canonical_json(program_report()), parse_float=pytest.fail)

    assert list(plain) == sorted(plain)
    assert plain["figures"][2]["value"] == "244700000.50"
    assert plain["figures"][0]["value"] == 72


def test_any_difference_shows_in_the_digest() -> None:
    report = program_report()
    other = replace(report, remarks=(*report.remarks, text("One more.", "再补一条。")))

    assert digest(report) == digest(program_report())
    assert digest(report) != digest(other)


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_survives(words: str) -> None:
    table = Table((Column("name", LABEL),), (Row((words,)),))
    section = replace(program_report().sections[0], table=table, chart=None)
    report = replace(program_report(), sections=(section,), title=text(words, words))

    assert from_json(canonical_json(report)) == report


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (YUAN, 1.5),
        (YUAN, 1),
        (PERCENT, Decimal("NaN")),
        (COMPANIES, True),
        (COMPANIES, Decimal(3)),
        (DAY, datetime(2026, 1, 1)),  # noqa: DTZ001  a moment is what it refuses
        (WORDS, 7),
    ],
)
def test_a_value_of_another_kind_is_refused(measure, value) -> None:
    with pytest.raises(TypeError, match="is no"):
        Table((Column("a", LABEL, measure),), (Row((value,)),))


def test_what_is_suppressed_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="suppressed"):
        Table((Column("a", LABEL, COMPANIES),), (Row((2,), suppressed=("a",)),))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "/\\evil"])
def test_a_number_leads_only_into_this_site(link: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        Figure("a", LABEL, COMPANIES, 1, link=link)


def test_misshapen_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="starts before"):
        Period(date(2026, 4, 1), date(2026, 4, 1), LABEL)
    with pytest.raises(ValueError, match="needs 1 values"):
        ChartSpec(ChartKind.BAR, LABEL, COMPANIES, ("a",), (Series(LABEL, (1, 2)),))
    with pytest.raises(ValueError, match="argument"):
        Table((Column("a", LABEL),), (Row(("a", "b")),))
    with pytest.raises(ValueError, match="time zone"):
        replace(program_report(), as_of=datetime(2026, 1, 1))  # noqa: DTZ001  as above


def test_change_is_growth_or_points_and_unknown_without_a_base() -> None:
    grown = Figure("a", LABEL, COMPANIES, 110, previous=100)
    share = Figure("a", LABEL, PERCENT, Decimal("0.5"), previous=Decimal("0.45"))
    baseless = Figure("a", LABEL, COMPANIES, 5, previous=0, target=0)

    assert grown.change == Decimal("0.1")
    assert share.change == Decimal("0.05")
    assert baseless.change is None
    assert baseless.completion is None
