"""Shareholders in common: by code where there is one, else by a name as it is read."""

from datetime import date

import pytest

from programs.books.queries import notes
from startups.models import Shareholder
from tests.city import a_company, an_award

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = date(2026, 11, 23)
CODE = "91440101MA59ABCD0X"
FUND = "木棉创投（广州）Fund 有限公司"


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        ((FUND, ""), ("木棉创投(广州) ＦＵＮＤ有限公司", ""), "of the same name"),
        ((FUND, CODE), ("another name", CODE), "same shareholder"),
        ((FUND, CODE), (FUND.upper(), ""), "of the same name"),
        ((FUND, CODE), (FUND, "91440101MA59ABCE0P"), ""),
        ((FUND, ""), ("木棉创投（佛山）Fund 有限公司", ""), ""),
    ],
)
def test_owners_are_told_apart_by_code_and_else_by_name(mine, theirs, said) -> None:
    companies = [a_company(), a_company()]
    for company, (name, code) in zip(companies, (mine, theirs), strict=True):
        an_award(None, company)
        kind = "organization"
        Shareholder.objects.create(company=company, kind=kind, name=name, code=code)

    found = notes([companies[0].pk], TODAY)

    assert [said in str(note.label) for note in found] == [True] * bool(said)
