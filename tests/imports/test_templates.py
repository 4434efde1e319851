"""Empty workbooks that the import reads back."""

import io

import openpyxl
import pytest
from django.utils import timezone, translation

from config.imports.columns import Headings
from config.imports.kind import Job
from config.imports.kinds import KINDS
from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from tests.city import a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_every_column_in_each_language(run, folder, kind, language):
    path = folder / "template.xlsx"

    run(kind, None, template=path, language=language)

    written = [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][1]]
    columns = KINDS[kind](Job("x", SYSTEM, timezone.now())).columns
    headings = Headings.of(written, columns)
    assert list(headings.places) == [column.code for column in columns]
    assert headings.ignored == headings.twice == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_imports_as_nothing(run, folder, kind):
    path = folder / "template.xlsx"
    run(kind, None, template=path)

    assert "Imported: 0 new" in run(kind, path)


def test_who_may_import_downloads_the_template(client):
    client.force_login(a_user(Role.OFFICER))

    with translation.override("en"):
        answer = client.get("/imports/companies/template.xlsx")

    assert answer["Content-Disposition"] == 'attachment; filename="companies.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[1]
    assert client.get("/imports/nothing/template.xlsx").status_code == 404


def test_others_do_not(client):
    client.force_login(a_user(Role.AUDITOR))

    assert client.get("/imports/companies/template.xlsx").status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_means_two_columns(kind):
    columns = KINDS[kind](Job("x", SYSTEM, timezone.now())).columns
    names = [name for column in columns for name in column.headings()]

    assert sorted(names) == sorted(set(names))
