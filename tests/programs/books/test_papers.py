"""The statement on paper and as a workbook says what the page says."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.periods import city_day
from programs.books.queries import account
from programs.books.rendering import statements
from tests.city import a_user
from tests.programs.stages import NOW, open_gates, paid, planned

pytestmark = pytest.mark.django_db
TODAY = city_day(NOW)


def words_of(workbook: bytes) -> set[object]:
    book = openpyxl.load_workbook(BytesIO(workbook))
    return {cell.value for sheet in book for row in sheet for cell in row}


def test_a_statement_is_printed_in_both_languages_with_one_hash(client) -> None:
    award = planned()
    paid(open_gates(award), on=TODAY)
    told = account(award, TODAY)

    zh, en = (statements.page(told, code, NOW) for code in ("zh-hans", "en"))
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))
    url = reverse("statement-pdf", args=[award.number])
    printed = client.get(url, {"on": TODAY.isoformat(), "language": "en"})

    assert zh["sha256"] == en["sha256"]
    assert zh["words"]["agency"] != en["words"]["agency"]
    tables = [block for block in en["blocks"] if block["kind"] == "table"]
    assert tables[-1]["rows"][0][-1] == "900,000.01"
    assert len(tables[-1]["columns"]) == 7  # nothing beside: no interest, no loss
    assert printed.content.startswith(b"%PDF")
    assert f"{award.number}-{TODAY:%Y%m%d}.pdf" in printed["Content-Disposition"]


def test_a_statement_as_a_workbook_has_every_entry(client) -> None:
    award = planned()
    payment = paid(open_gates(award), on=TODAY)
    client.force_login(a_user(Role.DISTRICT, at=award.company))
    url = reverse("statement-xlsx", args=[award.number])

    answer = client.get(url, {"language": "en"})

    found = words_of(answer.content)
    assert payment.bank_reference in found
    assert "Stands with the company" in found
    assert any(award.company.name in str(each) for each in found)
