"""A list that is longer than anybody counts says so, and no more than that."""

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.edges import longlists
from foundation.edges.longlists import BoundedPaginator
from startups.models import Company
from tests.browsing import as_user
from tests.city import a_company, a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rows", "count", "more"), [(1, 1, False), (2, 2, False), (3, 2, True)]
)
def test_rows_are_counted_up_to_the_bound(monkeypatch, rows, count, more):
    monkeypatch.setattr(longlists, "MOST_COUNTED", 2)
    for __ in range(rows):
        a_company()

    pages = BoundedPaginator(Company.objects.order_by("name"), 1)

    assert (pages.count, pages.num_pages, pages.has_more) == (count, count, more)


def test_the_desk_says_that_there_are_more_and_offers_no_choice_of_all(monkeypatch):
    monkeypatch.setattr(longlists, "MOST_COUNTED", 2)
    for __ in range(3):
        a_company()

    listing = as_user(a_user(Role.OFFICER)).get(
        reverse("admin:startups_company_changelist")
    )

    page = " ".join(listing.content.decode().split())
    assert "more than 2 companies" in page
    assert "action-counter" in page
    assert "across all pages" not in page
