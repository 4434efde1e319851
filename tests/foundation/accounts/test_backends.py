"""Who asks is read with what they may, in one statement."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from foundation.accounts.backends import Accounts
from foundation.accounts.models import Held
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.models import RoleGrant
from tests import city

pytestmark = pytest.mark.django_db


def test_an_account_comes_with_its_live_grants(django_assert_num_queries):
    person = city.a_user(Role.OFFICER)
    past = timezone.now() - timedelta(days=1)
    RoleGrant.objects.create(
        user=person, role=Role.AGENT, scope_kind=ScopeKind.COMPANY, scope_id="7",
        expires_at=past,
    )  # fmt: skip

    with django_assert_num_queries(1):
        found = Accounts().get_user(person.pk)

        assert found == person
        assert found.held == [Held(Role.OFFICER, ScopeKind.EVERYTHING, "")]
        assert found.may(Permission.EDIT_CALL)


def test_an_account_without_grants_may_nothing():
    found = Accounts().get_user(city.a_user().pk)

    assert found is not None
    assert found.held == []


def test_nobody_is_nobody():
    assert Accounts().get_user(0) is None


def test_whoever_may_not_sign_in_any_more_is_signed_out(client: Client):
    person = city.a_user(Role.OFFICER)
    client.force_login(person)
    assert client.get("/admin/").status_code == 200

    type(person).objects.update(is_active=False)

    assert Accounts().get_user(person.pk) is None
    assert client.get("/admin/").status_code == 302
