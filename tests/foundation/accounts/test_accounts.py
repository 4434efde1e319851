"""Accounts and roles: three separated powers, and what each desk shows of them."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from foundation.accounts import actions
from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Role, ScopeKind
from foundation.models import CalendarDay, Entry, Message
from foundation.places.models import working_days
from foundation.refusals import Refusal
from tests import city
from tests.browsing import as_user, said, text
from tests.city import NOW

pytestmark = pytest.mark.django_db

DESK = "/admin/foundation/"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


# use cases -------------------------------------------------------------------------


def test_an_account_is_opened_and_its_owner_chooses_the_password() -> None:
    admin = city.a_user(Role.SYSADMIN)

    user = actions.open_account("Lin@Example.org", "Lin", by=admin, at=NOW)

    assert user.email == "lin@example.org"
    assert not user.has_usable_password()
    message = Message.objects.get()
    assert (message.template, message.to) == ("account_opened", "lin@example.org")
    with pytest.raises(Refusal, match="There is an account with this address"):
        actions.open_account("lin@example.org", "Lin", by=admin, at=NOW)


def test_a_closed_account_holds_no_role_until_it_is_opened_again() -> None:
    admin, officer = city.a_user(Role.SYSADMIN), city.a_user(Role.OFFICER)

    with pytest.raises(Refusal, match="Please give a reason"):
        actions.close_account(officer, by=admin, reason=" ")
    actions.close_account(officer, by=admin, reason="left the commission")
    assert User.objects.get(pk=officer.pk).roles == set()
    actions.reopen_account(officer, by=admin, reason="came back")

    assert User.objects.get(pk=officer.pk).roles == {Role.OFFICER}
    with pytest.raises(Refusal, match="their own account"):
        actions.close_account(admin, by=admin, reason="holidays")


def test_only_the_security_administrator_gives_roles_and_not_to_themself() -> None:
    security, lin = city.a_user(Role.SECADMIN), city.a_user()

    grant = actions.grant(lin, Role.OFFICER, by=security, at=NOW)
    assert (grant.granted_by, lin.roles) == (security, {Role.OFFICER})
    with pytest.raises(PermissionDenied):
        actions.grant(lin, Role.FINANCE, by=city.a_user(Role.SYSADMIN), at=NOW)
    with pytest.raises(Refusal, match="Nobody can give a role to themself"):
        actions.grant(security, Role.SECADMIN, by=security, at=NOW)


@pytest.mark.parametrize(
    ("role", "scope", "key", "sentence"),
    [
        (Role.OFFICER, ScopeKind.DISTRICT, "440106", "cannot be limited in that way"),
        (Role.DISTRICT, ScopeKind.DISTRICT, "", "Say which one the role is limited"),
        (Role.SECADMIN, ScopeKind.EVERYTHING, "", "holds no business role"),
    ],
)
def test_a_role_that_does_not_fit_is_refused_in_words(
    role: Role, scope: ScopeKind, key: str, sentence: str
) -> None:
    officer, security = city.a_user(Role.OFFICER), city.a_user(Role.SECADMIN)

    with pytest.raises(Refusal, match=sentence):
        actions.grant(officer, role, by=security, at=NOW, scope=scope, scope_id=key)


def test_a_role_ends_once() -> None:
    security, officer = city.a_user(Role.SECADMIN), city.a_user(Role.OFFICER)
    grant = RoleGrant.objects.get(user=officer)

    actions.end(grant, by=security, at=NOW)

    assert grant.ended_by == security
    with pytest.raises(Refusal, match="has ended already"):
        actions.end(grant, by=security, at=NOW)


# the desk --------------------------------------------------------------------------


def test_each_power_sees_its_part_of_the_desk_and_no_business() -> None:
    pages = ["user", "rolegrant", "entry", "message", "storedfile"]
    seen = {
        role: [
            page
            for page in pages
            if as_user(who).get(f"{DESK}{page}/").status_code == 200
        ]
        for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR, Role.OFFICER)
        if (who := city.a_user(role))
    }

    assert seen == {
        Role.SYSADMIN: ["user", "rolegrant", "message", "storedfile"],
        Role.SECADMIN: ["user", "rolegrant"],
        Role.AUDITOR: ["user", "rolegrant", "entry", "storedfile"],
        Role.OFFICER: [],
    }
    for role in (Role.SYSADMIN, Role.SECADMIN):
        answer = as_user(city.a_user(role)).get("/admin/startups/company/")
        assert answer.status_code == 403


def test_accounts_are_opened_and_closed_at_the_desk() -> None:
    client = as_user(city.a_user(Role.SYSADMIN))
    told = {"email": "lin@example.org", "name": "Lin", "language": "en"}

    client.post(f"{DESK}user/add/", told)
    lin = User.objects.get(email="lin@example.org")
    chosen = {"_selected_action": [lin.pk], "action": "close"}
    refused = client.post(f"{DESK}user/", chosen)
    assert "Please give a reason" in said(refused)[-1]
    client.post(f"{DESK}user/", chosen | {"reason": "left"})

    lin.refresh_from_db()
    assert not lin.is_active
    assert Entry.objects.filter(verb="close_account", reason="left").exists()


def test_roles_are_given_and_ended_at_the_desk() -> None:
    security, lin = city.a_user(Role.SECADMIN), city.a_user()
    client = as_user(security)
    told = {
        "user": lin.pk, "role": "district", "scope_kind": "district",
        "scope_id": "440106",
    }  # fmt: skip

    client.post(f"{DESK}rolegrant/add/", told)
    grant = RoleGrant.objects.get(user=lin)
    assert grant.granted_by == security
    client.post(f"{DESK}rolegrant/", {"_selected_action": [grant.pk], "action": "end"})

    grant.refresh_from_db()
    assert grant.ended_by == security


def test_an_auditor_reads_and_changes_nothing() -> None:
    lin, auditor = city.a_user(Role.OFFICER), as_user(city.a_user(Role.AUDITOR))
    grant = RoleGrant.objects.get(user=lin)

    for page in ("user/add/", "rolegrant/add/", "entry/add/"):
        assert auditor.get(f"{DESK}{page}").status_code == 403
    auditor.post(f"{DESK}rolegrant/", {"_selected_action": [grant.pk], "action": "end"})
    auditor.post(
        f"{DESK}user/",
        {"_selected_action": [lin.pk], "action": "close", "reason": "because"},
    )

    lin.refresh_from_db()
    grant.refresh_from_db()
    assert lin.is_active
    assert grant.ended_at is None


def test_the_yearly_decree_is_entered_by_officers() -> None:
    client = as_user(city.a_user(Role.OFFICER))
    told = {"day": "2027-02-20", "works": "on", "note": "调休"}

    client.post(f"{DESK}calendarday/add/", told)
    day = CalendarDay.objects.get(day="2027-02-20")

    assert working_days().works(day.day)
    assert "2027" in text(client.get(f"{DESK}calendarday/"))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("user", 5),  # user with roles, views, count, languages, accounts
        ("rolegrant", 4),  # user with roles, views, count, roles with their accounts
        ("entry", 5),  # user with roles, views, count, kinds of subject, entries
    ],
)
def test_lists_cost_the_same_for_one_and_for_many(
    page: str, queries: int, count: int, django_assert_num_queries
) -> None:
    security = city.a_user(Role.SECADMIN)
    for _ in range(count):
        actions.grant(city.a_user(), Role.OFFICER, by=security, at=NOW)
    client = as_user(city.a_user(Role.AUDITOR))

    with django_assert_num_queries(queries):
        assert client.get(f"{DESK}{page}/").status_code == 200
