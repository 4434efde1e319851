"""The rows of a desk's list: everything that the theme shows, and nothing unescaped."""

import re

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from tests.browsing import as_user
from tests.city import a_company, a_user

pytestmark = pytest.mark.django_db
COMPANIES = reverse("admin:startups_company_changelist")


@pytest.fixture
def desk():
    return as_user(a_user(Role.OFFICER))


def cells(page: str) -> dict[str, str]:
    """What the first row says, by the label of its column."""
    row = re.search(r'<tr class="data-row.*?</tr>', page, re.DOTALL).group()
    found = re.findall(
        r'<t[dh] [^>]*data-label="([^"]*)">(.*?)</t[dh]>', row, re.DOTALL
    )
    return {label: re.sub(r"\s+", " ", inner).strip() for label, inner in found}


def test_a_name_that_is_markup_is_only_a_name(desk):
    a_company(name="<script>alert(1)</script>")

    page = desk.get(COMPANIES).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_first_column_leads_to_the_row_and_keeps_the_filters(desk):
    company = a_company()
    address = reverse("admin:startups_company_change", args=[company.pk])

    plain = desk.get(COMPANIES).content.decode()
    filtered = desk.get(f"{COMPANIES}?district__code__exact=440106").content.decode()

    assert f'href="{address}"' in plain
    assert f'href="{address}?_changelist_filters=' in filtered


def test_each_column_says_what_it_is_of(desk):
    company = a_company()

    shown = cells(desk.get(COMPANIES).content.decode())

    assert shown["district"] == "Tianhe"
    assert shown["unified social credit code"] == company.uscc
    assert "not verified yet" in shown["record"]


def test_rows_can_be_chosen_where_there_is_something_to_do_with_them(desk):
    company = a_company()

    shown = cells(desk.get(COMPANIES).content.decode())

    box = shown.get("Select record", "")
    assert f'value="{company.pk}"' in box
    assert 'name="_selected_action"' in box


def test_an_empty_list_says_so(desk):
    page = desk.get(COMPANIES).content.decode()

    assert "data-row" not in page
    assert "No results" in page


def test_a_row_may_show_what_it_calls_itself(desk):
    a_company()
    address = reverse("admin:foundation_district_changelist")

    page = desk.get(address).content.decode()

    assert cells(page)["district"]
    assert 'href="/admin/foundation/district/440106/change/"' in page
