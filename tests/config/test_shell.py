"""The frame of every page: who finds what, in which language, under a strict policy."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from config import navigation, staff
from config.comfort import TEXT_COOKIE
from config.navigation import Item, links
from foundation.accounts.permissions import Permission, Role
from foundation.edges.rights import SIGNED_IN
from tests.city import a_company, a_user
from tests.config.markup import Markup

TEMPLATES = Path(settings.BASE_DIR) / "config" / "templates"
STATIC = Path(settings.BASE_DIR) / "config" / "static"
LOGIN = "/accounts/login/"

pytestmark = pytest.mark.django_db


def page(client, address: str = LOGIN) -> Markup:
    return Markup(client.get(address).content.decode())


def request_of(user: object, path: str = "/"):
    request = RequestFactory().get(path)
    request.user = user  # type: ignore[assignment]  # a person or nobody
    return request


def test_a_page_names_its_language_skips_to_its_content_and_closes_what_it_opens(
    client,
):
    for language, name in (("zh-hans", "zh-CN"), ("en", "en")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        shown = page(client)

        assert shown.all("html")[0]["lang"] == name
        assert shown.all("a")[0]["href"] == "#main"
        assert shown.open == []
        assert shown.dangling() == set()


def test_the_language_is_switched_without_a_script(client):
    client.post("/i18n/setlang/", {"language": "en", "next": LOGIN})

    assert page(client).all("html")[0]["lang"] == "en"


def test_large_text_is_remembered_and_forgotten(client):
    client.post("/text-size/", {"size": "large", "next": LOGIN})
    large = page(client).all("html")[0]
    client.post("/text-size/", {"size": "normal", "next": LOGIN})
    normal = page(client).all("html")[0]

    assert large["class"] == "kp-large"
    assert "class" not in normal


def test_a_switch_never_leads_to_another_site(client):
    answer = client.post(
        "/text-size/", {"size": "large", "next": "//elsewhere.example"}
    )

    assert answer["Location"] == "/"
    assert answer.cookies[TEXT_COOKIE]["httponly"]


def test_a_menu_has_only_what_exists_and_what_one_may(client):
    items = (
        Item("Sign in", "account_login"),
        Item("Nowhere", "no-such-page"),
        Item("Mine", "account_email", (SIGNED_IN,)),
        Item("Desk", "admin:index", (Permission.SEE_DESK,)),
    )

    def shown(user: object) -> list[str]:
        return [str(link.label) for link in links(items, request_of(user))]

    assert shown(None) == ["Sign in"]
    assert shown(a_user()) == ["Sign in", "Mine"]
    assert shown(a_user(Role.OFFICER)) == ["Sign in", "Mine", "Desk"]


def test_one_is_in_the_deepest_part_of_a_menu_that_leads_here():
    items = (Item("Account", "account_email"), Item("New", "account_change_password"))
    here = reverse("account_change_password")
    found = links(items, request_of(None, here))

    current = [link.label for link in found if link.is_current]

    assert current == ["New"]


def test_pages_of_one_company_are_in_their_part_of_its_menu():
    admin = a_user(Role.COMPANY_ADMIN, at=a_company())
    parts = {
        "company-detail": "Overview",
        "company-agents": "People",
        "return-begin": "Yearly returns",
        "need-new": "Support and services",
    }

    for page_, part in parts.items():
        request = request_of(admin, reverse(page_, args=[1]))
        request.resolver_match = resolve(request.path_info)
        with translation.override("en"):
            menu = links(navigation.DESKS["company"], request)
            assert [str(link.label) for link in menu if link.is_current] == [part]


def test_companies_and_districts_find_their_awards_and_staff_find_the_books():
    company = a_company()
    held = [(Role.COMPANY_EDITOR, company), (Role.AGENT, company), (Role.FINANCE, None)]

    found = [
        any(link.url == "/awards/" for link in links(navigation.MAIN, request_of(user)))
        for user in (a_user(role, at=at) for role, at in held)
    ]

    assert found == [True, False, False]


def test_every_menu_asks_for_rights_that_there_are():
    known = {*Permission, SIGNED_IN, "public"}
    menus = [navigation.MAIN, navigation.ACCOUNT, navigation.FOOTER]
    menus += navigation.DESKS.values()

    assert {right for menu in menus for i in menu for right in i.rights} <= known


def test_a_menu_costs_one_question_about_rights(client, django_assert_num_queries):
    user = a_user(Role.OFFICER)
    request = request_of(user)

    with django_assert_num_queries(1):  # the grants
        list(navigation.shell(request)["navigation"])
        list(navigation.shell(request)["desk_navigation"])


@pytest.mark.parametrize(
    "name", ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "503"]
)
def test_an_error_page_needs_nothing_and_shows_a_way_on(name):
    with translation.override("en"):
        shown = Markup(render_to_string(f"{name}.html"))

    assert shown.open == []
    assert len(shown.all("h1")) == 1
    assert {"href": "/", "class": "govuk-link"} in shown.all("a")


def test_what_is_not_there_is_said_in_our_words(client):
    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert "kp-error" in answer.content.decode()


def test_the_demos_sign_ins_are_shown_in_the_demo_alone(client, settings):
    settings.DEMO = True
    in_the_demo = client.get(LOGIN).content.decode()
    settings.DEMO = False
    elsewhere = client.get(LOGIN).content.decode()

    assert "officer@kapok.example" in in_the_demo
    assert "kapok.example" not in elsewhere


def test_one_signs_up_and_out_and_a_wrong_word_is_told(client):
    words = {"password1": "mu-mian-2026", "password2": "mu-mian-2026"}
    client.post("/accounts/signup/", {"email": "li@example.org", **words})
    assert client.post("/accounts/logout/").status_code == 302

    wrong = client.post(LOGIN, {"login": "li@example.org", "password": "no"})

    assert "govuk-error-summary" in wrong.content.decode()


PAGES = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if "mail" not in path.stem and "outbox" not in path.parts  # mails have no policy
)
TAG = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_script_or_style_of_its_own(name):
    text = TAG.sub("", (TEMPLATES / name).read_text())

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text)
    assert not re.search(r"(src|href)=\"https?://", text)


def test_what_the_styles_point_to_is_ours_and_shipped():
    for path in STATIC.rglob("*.css"):
        text = path.read_text()
        for found in re.findall(r"url\(([^)]*)\)", text):
            target = found.strip("'\"")
            assert target.startswith("data:") or (path.parent / target).exists(), found
        assert not re.search(r"GDS Transport|crown|gov\.uk", text, re.IGNORECASE)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FINANCE, Role.SECADMIN])
def test_the_staff_menu_leads_only_where_one_may_go(client, role):
    user = a_user(role)
    client.force_login(user)

    menu = staff.navigation(request_of(user))

    links = [item["link"] for group in menu for item in group["items"]]
    assert links[0] == "/admin/"
    assert {client.get(link).status_code for link in links} == {200}


def test_every_entry_of_the_staff_menu_names_a_model():
    for _, entries in staff.MENU:
        for _, name, _ in entries:
            assert apps.get_model(name)


def test_what_waits_comes_by_deadline_from_whoever_knows(monkeypatch):
    late, soon = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    sources = [
        lambda _request: {"waiting": [staff.Waiting("later", 1, "/", soon)]},
        lambda _request: {
            "waiting": [
                staff.Waiting("some day", 1, "/"),
                staff.Waiting("first", 2, "/", late),
            ],
            "figures": [staff.Figure("Companies", "4,739")],
        },
    ]
    monkeypatch.setattr(staff, "DASHBOARD", sources)

    context = staff.dashboard_callback(request_of(None), {"title": "x"})

    assert [w.label for w in context["waiting"]] == ["first", "later", "some day"]
    assert context["figures"][0].value == "4,739"
    assert (context["title"], context["standings"]) == ("x", [])


def test_the_staff_desk_opens_on_what_waits(client, monkeypatch):
    sources = [
        lambda _request: {
            "waiting": [staff.Waiting("Formal reviews", 12, "/x")],
            "standings": [staff.Standing("Benchmark", "", 72, 100, 3, 2, 5)],
        }
    ]
    monkeypatch.setattr(staff, "DASHBOARD", sources)
    client.force_login(a_user(Role.OFFICER))

    text = client.get("/admin/").content.decode()

    assert "Formal reviews" in text
    assert "72 / 100" in text
    assert 'width="72.0"' in text
