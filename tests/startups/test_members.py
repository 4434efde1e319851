"""Members: inviting, taking up an invitation, letting go."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from startups.companies.queries import administrators
from startups.members import actions
from startups.models import Company, Member
from tests import city
from tests.city import NOW, at_once

pytestmark = pytest.mark.django_db

EDITOR = Role.COMPANY_EDITOR
LATER = NOW + timedelta(days=1)


def a_pair() -> tuple[Company, User]:
    company = city.a_company()
    return company, city.a_user(Role.COMPANY_ADMIN, at=company)


def invited(company: Company, mei: User, email: str) -> str:
    """The secret in the mail that goes to `email`."""
    actions.invite(company, email, EDITOR, by=mei, at=NOW)
    path: str = Message.objects.get(template="member_invited").context["path"]
    return path.strip("/").split("/")[-1]


def test_an_account_that_exists_gets_the_role_at_once() -> None:
    (company, mei), lin = a_pair(), city.a_user()

    member = actions.invite(company, lin.email.upper(), EDITOR, by=mei, at=NOW)

    assert member is not None
    assert lin.roles == {EDITOR}
    assert Message.objects.get().template == "member_added"


def test_a_stranger_joins_with_the_invitation_and_only_once() -> None:
    company, mei = a_pair()
    secret = invited(company, mei, "new@example.org")
    lin = User.objects.create(email="new@example.org", name="Lin")

    actions.join(secret, by=lin, at=LATER)
    assert lin.roles == {EDITOR}

    actions.end_membership(Member.objects.get(user=lin), by=mei, at=LATER)
    with pytest.raises(Refusal, match="not valid any more"):
        actions.join(secret, by=lin, at=LATER)


def test_an_invitation_is_of_use_to_nobody_else() -> None:
    company, mei = a_pair()
    secret = invited(company, mei, "new@example.org")

    with pytest.raises(Refusal, match=r"was sent to new@example\.org"):
        actions.join(secret, by=city.a_user(), at=LATER)
    with pytest.raises(Refusal, match="not valid any more"):
        actions.join(secret + "x", by=city.a_user(), at=LATER)


def test_an_invitation_ends_with_its_time_and_with_the_right_of_its_sender() -> None:
    company, mei = a_pair()
    secret = invited(company, mei, "new@example.org")
    lin = User.objects.create(email="new@example.org", name="Lin")

    with pytest.raises(Refusal, match="not valid any more"):
        actions.join(secret, by=lin, at=NOW + timedelta(days=15))
    city.a_user(Role.COMPANY_ADMIN, at=company)
    actions.end_membership(Member.objects.get(user=mei), by=mei, at=NOW)
    with pytest.raises(Refusal, match="not valid any more"):
        actions.join(secret, by=lin, at=LATER)


def test_nobody_acts_twice_for_a_company() -> None:
    company, mei = a_pair()

    with pytest.raises(Refusal, match="acts for this company already"):
        actions.invite(company, mei.email, EDITOR, by=mei, at=NOW)


def test_only_administrators_invite_and_let_go() -> None:
    company, mei = a_pair()
    editor = city.a_user(EDITOR, at=company)

    with pytest.raises(PermissionDenied):
        actions.invite(company, "a@example.org", EDITOR, by=editor, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.end_membership(Member.objects.get(user=mei), by=editor, at=NOW)

    actions.end_membership(Member.objects.get(user=editor), by=editor, at=NOW)
    assert not User.objects.get(pk=editor.pk).roles


def test_a_company_keeps_its_last_administrator() -> None:
    company, mei = a_pair()
    city.a_user(EDITOR, at=company)

    with pytest.raises(Refusal, match="is the only administrator"):
        actions.end_membership(Member.objects.get(user=mei), by=mei, at=NOW)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_administrators_do_not_let_each_other_go() -> None:
    company, mei = a_pair()
    lin = city.a_user(Role.COMPANY_ADMIN, at=company)
    of_mei, of_lin = Member.objects.get(user=mei), Member.objects.get(user=lin)

    outcomes = at_once(
        lambda: actions.end_membership(of_mei, by=lin, at=NOW),
        lambda: actions.end_membership(of_lin, by=mei, at=NOW),
    )

    assert len(administrators(company)) == 1
    assert sum(isinstance(o, Refusal | PermissionDenied) for o in outcomes) == 1
