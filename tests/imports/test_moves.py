"""Many rows along a lifecycle at once: what the imports verify companies by."""

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.moves import advance_many
from foundation.refusals import Refusal, use_case
from startups.models import Company
from tests.city import a_company, a_user

pytestmark = pytest.mark.django_db

advance_all = use_case(advance_many)


def test_all_move_and_each_is_journaled(django_assert_num_queries):
    companies = [a_company() for __ in range(3)]

    with django_assert_num_queries(5):  # savepoint, lock, update, journal, release
        advance_all(companies, "verify", by=SYSTEM)

    assert set(Company.objects.values_list("status", flat=True)) == {"verified"}
    steps = Entry.objects.filter(verb="verify").values_list("source", "target")
    assert list(steps) == [("unverified", "verified")] * 3


def test_one_that_has_moved_on_holds_all_of_them_back():
    companies = [a_company() for __ in range(3)]
    stale = Company.objects.get(pk=companies[1].pk)
    advance_all([stale], "verify", by=SYSTEM)

    with pytest.raises(Refusal) as refused:
        advance_all(companies, "verify", by=SYSTEM)

    assert refused.value.code == "moved_on"
    assert Company.objects.filter(status="verified").count() == 1


def test_who_may_not_move_one_moves_none():
    companies = [a_company("440106"), a_company("440112")]

    with pytest.raises(PermissionDenied):
        advance_all(companies, "verify", by=a_user(Role.AUDITOR))
    with pytest.raises(Refusal):
        advance_all(companies, "refuse", by=SYSTEM, reason=" ")

    assert not Entry.objects.exists()
