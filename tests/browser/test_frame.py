"""The frame in a real browser: usable by everybody, and better with its script."""

import re

import pytest
from playwright.sync_api import Page, expect

from foundation.accounts.permissions import Role
from tests.browser.conftest import hindrances
from tests.city import a_call, a_user

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 390]
PAGES = ["/", "/help/", "/accessibility/", "/accounts/login/", "/accounts/signup/"]
NINE_OR_TEN_DAYS = re.compile(r"^(9|10)\D")
PASSWORD = "mu-mian-2026"  # of somebody invented


def speak(page: Page, language: str, address: str) -> None:
    cookie = {"name": "django_language", "value": language, "url": address}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict will do


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_on_public_pages(live_server, quiet_page, width, language):
    a_call()
    quiet_page.set_viewport_size({"width": width, "height": 900})
    speak(quiet_page, language, live_server.url)

    for address in PAGES:
        quiet_page.goto(live_server.url + address)
        assert hindrances(quiet_page) == [], address


@pytest.mark.parametrize("width", WIDTHS)
def test_errors_take_the_focus_and_lead_to_their_fields(live_server, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/accounts/signup/")

    page.locator("main button").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator(".govuk-error-summary a").first.click()
    expect(page.locator("[name=email]")).to_be_focused()
    assert hindrances(page) == []


def test_large_text_enlarges_and_nothing_overflows(live_server, page):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}/accounts/login/")
    small = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    page.locator("button[name=size]").click()

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > small
    assert hindrances(page) == []


def test_a_form_is_sent_once_however_often_one_presses(live_server, page):
    sent = []
    page.on("request", lambda r: sent.append(r.method) if r.method == "POST" else None)
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("[name=login]").fill("li@example.org")
    page.locator("[name=password]").fill("no such word")

    page.locator("main button").dblclick()

    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert sent == ["POST"]


def test_one_signs_in_finds_the_menu_and_signs_out_by_keyboard(live_server, page):
    user = a_user(Role.OFFICER)
    user.set_password(PASSWORD)
    user.save()
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    menu = page.locator("details.kp-account")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator("a").first).to_be_visible()

    page.keyboard.press("Escape")
    expect(menu.locator("a").first).to_be_hidden()
    page.keyboard.press("Enter")
    menu.locator("form button").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".kp-tool--strong")).to_be_visible()


def test_what_is_left_counts_by_the_servers_clock(live_server, page):
    a_call()
    page.clock.install(time="2001-01-01T00:00:00")  # the visitor's clock is wrong

    page.goto(live_server.url)

    expect(page.locator("[data-countdown]").first).to_have_text(NINE_OR_TEN_DAYS)
