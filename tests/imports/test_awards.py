"""Grants that others have published."""

import json
import resource
import shutil
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from foundation.models import Entry
from programs.models import PublishedGrant
from tests.city import a_company, sql
from tests.imports.conftest import FILES

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(folder):
    return shutil.copy(FILES / "mixed.json", folder)


def changed_copy(folder, change):
    package = json.loads((FILES / "mixed.json").read_text())
    change(package["grants"])
    path = folder / "damaged.json"
    path.write_text(json.dumps(package))
    return path


def test_a_published_file_is_kept_to_the_penny(run, mixed):
    assert "3 new" in run("awards", mixed)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, count(*), sum(amount) FROM programs_publishedgrant "
            "GROUP BY 1 ORDER BY 1"
        )
        assert cursor.fetchall() == [
            ("EUR", 1, Decimal("9007199254740993.01")),
            ("GBP", 2, Decimal("3700.30")),
        ]


def test_dates_of_both_manners_and_any_recipient_are_understood(run, mixed):
    run("awards", mixed)

    first, second, third = PublishedGrant.objects.order_by("identifier")
    assert first.awarded_on == date(2014, 6, 5)
    assert second.awarded_on == date(2022, 4, 28)
    assert [g.recipient_name for g in (first, second, third)] == [
        "River School", "Ind", ""
    ]  # fmt: skip
    assert third.funder_name == "GB-CHC-2"


def test_a_grant_is_kept_as_it_was_published(run, mixed):
    run("awards", mixed)

    grant = PublishedGrant.objects.get(identifier="360G-river-1")
    assert grant.description == "Three boats for Â£1,200.10 each"
    assert grant.source == json.loads((FILES / "mixed.json").read_text())["grants"][0]
    assert sql(
        "SELECT 1 FROM programs_publishedgrant WHERE "
        "source #>> '{additional_data,latitude}' = '51.480319919948975'"
    )


def test_a_second_run_writes_nothing(run, mixed):
    run("awards", mixed)
    before = Entry.objects.count()

    assert "0 new, 0 changed, 3 unchanged" in run("awards", mixed)
    assert Entry.objects.count() == before


def test_what_was_published_anew_is_changed_and_journaled(run, mixed, folder):
    run("awards", mixed)
    anew = changed_copy(folder, lambda grants: grants[1].update(amountAwarded=120))

    # The amount that a float cannot hold is another amount now, and said to be one.
    assert "0 new, 2 changed, 1 unchanged" in run("awards", anew)

    grant = PublishedGrant.objects.get(identifier="360G-river-2")
    assert grant.amount == 120
    assert grant.source["amountAwarded"] == 120
    entry = Entry.objects.filter(subject_id=str(grant.pk)).first()
    assert (entry.verb, entry.details["before"]) == ("import", {"amount": "100.00"})


@pytest.mark.parametrize(
    ("name", "value", "column", "said"),
    [
        ("amountAwarded", "10 pounds", "amountAwarded", "This is not a number."),
        ("amountAwarded", None, "amountAwarded", "This cell is needed."),
        ("amountAwarded", 1.005, "amountAwarded", "At most 2 decimals."),
        ("amountAwarded", 1e300, "amountAwarded", "This number is too large."),
        (
            "amountAwarded",
            [1],
            "amountAwarded",
            "A single text or number belongs here.",
        ),
        ("awardDate", "2022-02-30", "awardDate", "There is no such day."),
        ("awardDate", "13/13/2022", "awardDate", "There is no such day."),
        ("awardDate", "May 2022", "awardDate", "Write the day as 2026-03-01."),
        ("currency", "pounds", "currency", "Write a currency by its three letters."),
        ("id", "360G-river-1", "id", "Row 1 is about the same."),
        ("title", "a\x00b", "title", "The text contains characters that do not exist."),
        ("fundingOrganization", [], "fundingOrganization/0/id", "This cell is needed."),
    ],
)
def test_a_damaged_file_names_row_and_column_and_imports_nothing(
    run, folder, errors, name, value, column, said
):
    damaged = changed_copy(folder, lambda grants: grants[1].update({name: value}))

    printed = run("awards", damaged)

    ((row, heading, __, sentence),) = errors()
    assert (row, sentence) == (2, said)
    assert heading in {column, "fundingOrganization/0/name"}
    assert f"row 2, {heading}: {said}" in printed
    assert "FAILED 1 problems" in printed
    assert not PublishedGrant.objects.exists()


def test_what_is_right_is_imported_on_request(run, folder):
    damaged = changed_copy(folder, lambda grants: grants[1].update(awardDate="soon"))

    printed = run("awards", damaged, accept_valid=True)

    assert "Imported: 2 new, 0 changed, 0 unchanged, 1 refused." in printed
    assert "FAILED" in printed
    assert PublishedGrant.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"grants": [{"id": "1"}, {"id": "2', "line 1, column 33"),
        ('{"grants": [\n{"id": NaN}]}', "line 2, column 1"),
        ('{"grants": [{"id": "1"},]}', "line 1, column 25"),
        ('{"data": []}', "no list of “grants”"),
        ("no json", "line 1, column 1"),
        ("[" * 100_000, "line 1, column 2"),
        ("", "The file is empty."),
    ],
)
def test_text_that_is_not_json_is_refused_by_line_and_column(run, folder, text, said):
    path = folder / "cut.json"
    path.write_text(text)

    assert said in run("awards", path, accept_valid=True)
    assert not PublishedGrant.objects.exists()


def test_bytes_that_are_no_text_are_refused_by_line_and_column(run, folder):
    path = folder / "latin.json"
    path.write_bytes(b'{"grants": [\n{"title": "caf\xe9"}]}')

    assert "Line 2, column 15 is not UTF-8." in run("awards", path)


def test_a_bare_list_and_a_flattened_file_import_too(run, folder):
    bare = folder / "bare.json"
    bare.write_text(
        json.dumps(json.loads((FILES / "mixed.json").read_text())["grants"][:2])
    )

    assert "2 new" in run("awards", bare)
    assert "2 new" in run("awards", FILES / "flat.csv")

    flat = PublishedGrant.objects.get(identifier="360G-lake-2")
    assert (flat.amount, flat.awarded_on) == (Decimal("99.00"), date(2020, 2, 1))
    assert flat.source["Grant Programme:Title"] == "Education"
    assert "2 unchanged" in run("awards", FILES / "flat.csv")


def test_a_recipient_of_ours_is_recognized_by_its_code(run, folder):
    company = a_company()
    path = changed_copy(
        folder,
        lambda grants: grants[0].update(
            recipientOrganization=[{"id": f"CN-SCC-{company.uscc}", "name": "Ours"}]
        ),
    )

    run("awards", path)

    assert company.published_grants.get().identifier == "360G-river-1"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_memory_stays_flat_over_many_rows(run, folder):
    def grow_by(rows: int) -> int:
        """KiB that the process was never as large as before."""
        path = folder / f"{rows}.csv"
        with path.open("w") as file:
            file.write("identifier,currency,amount,awarded_on,funder_name\n")
            file.writelines(f"g-{n},GBP,{n}.25,2020-01-31,Trust\n" for n in range(rows))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert f"{rows} new" in run("awards", path, dry_run=True)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    grow_by(5_000)  # what is loaded once

    assert grow_by(20_000) < 16 * 1024
