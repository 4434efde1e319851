"""Every address and every queryset, asked by every role and by a stranger.

`docs/permissions.md` says whom an address answers; here each of them really asks.
"""

import re
from itertools import product

import pytest
from django.apps import apps
from django.test import Client

from config import documents
from config.edges import stated_rights
from foundation.accounts.permissions import MEMBERS, Role
from foundation.edges.rights import PUBLIC
from foundation.models import Entry
from programs.models import Application, Call, PublicNotice
from tests import city

pytestmark = pytest.mark.django_db
NOBODYS = {
    "int": "999999",
    "report_kind": "pdf",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
STRANGERS_DOOR = (401, 403)
REDIRECT, BROKEN, NOT_READY = 302, 500, 503
Address = tuple[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def addresses() -> list[Address]:
    """Each address with things that do not exist in it, and the rights it states."""
    return sorted(
        (filled(address), stated_rights(view) or ())
        for address, view in documents.views()
        if not address.startswith(("/admin/", "/accounts/", "/static/"))
    )


def filled(address: str) -> str:
    plain = address.replace("<str:language>", "en").replace("<str:format>", "pdf")
    plain = re.sub(r"<(\w+):\w+>", lambda m: NOBODYS.get(m[1], "no-such"), plain)
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "999999", plain)
    plain = re.sub(r"<\w+>", "no-such", plain)
    return re.sub(r"\\Z|[\^$\\]", "", plain)


def broken(status: int) -> bool:
    return status >= BROKEN and status != NOT_READY


def test_a_stranger_is_let_past_public_doors_only(addresses):
    wrong = []
    for address, rights in addresses:
        answer = Client().get(address)
        turned_away = answer.status_code in STRANGERS_DOOR or (
            answer.status_code == REDIRECT and "/accounts/login/" in answer.url
        )
        if turned_away == (PUBLIC in rights) or broken(answer.status_code):
            wrong.append((address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_let_past_its_own_doors_only(addresses, role):
    client = Client()
    client.force_login(city.a_user(role, at=scope_of(role)))
    wrong = []
    for address, rights in addresses:
        status = client.get(address).status_code
        if (status == 403) == documents.admitted(rights, role) or broken(status):
            wrong.append((address, status))
    assert wrong == []


def scope_of(role: Role):
    """Something of the kind that the role can be limited to."""
    if role in {*MEMBERS, Role.DISTRICT}:
        return city.a_company()
    return city.a_carrier() if role == Role.OPERATOR else None


def test_nothing_is_changed_by_asking(addresses):
    """A GET that writes would be a button that anyone's preview presses."""
    application = city.an_application()
    client = Client()
    client.force_login(city.a_user(Role.COMPANY_ADMIN, at=application.company))
    before = Entry.objects.count()

    for address, _rights in addresses:
        client.get(address.replace("no-such", application.number))

    assert Application.objects.get().status == "draft"
    assert Entry.objects.count() == before


FOR_EVERYONE = {Call, PublicNotice}  # once published; their own tests say when
SCOPED = [
    model
    for model in apps.get_models()
    if hasattr(model._default_manager.all(), "visible_to") and model not in FOR_EVERYONE
]


def a_whole_city() -> None:
    """One of everything that can be made in few steps."""
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    city.a_proposal(city.an_application())
    city.a_place(city.an_sme_program())
    city.a_tenancy(city.a_unit().building.carrier)


@pytest.mark.parametrize("model", SCOPED, ids=lambda m: m._meta.label)
def test_a_person_without_a_role_sees_no_row(model):
    a_whole_city()

    assert not model._default_manager.all().visible_to(city.a_user()).exists()


@pytest.mark.parametrize(
    ("model", "role"),
    list(product(SCOPED, [Role.COMPANY_ADMIN, Role.DISTRICT, Role.OPERATOR])),
    ids=lambda x: getattr(x, "_meta", x) and str(getattr(x, "__name__", x)),
)
def test_a_role_sees_no_row_of_somebody_elses(model, role):
    a_whole_city()
    elsewhere = scope_of(role)
    if role == Role.DISTRICT:
        elsewhere = city.a_company(district="440117")
    outsider = city.a_user(role, at=elsewhere)

    rows = model._default_manager.all().visible_to(outsider)
    own = [row for row in rows if set(row.scope_keys()) & set(elsewhere.scope_keys())]
    assert list(rows) == own
