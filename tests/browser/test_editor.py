"""Building a form in a real browser: nothing hinders, and nothing needs a script."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from foundation.accounts.permissions import Role
from programs.applications import actions
from programs.applications.actions import carry_over_waiting
from programs.calls import queries
from programs.calls.actions import edit_form, issue_form
from programs.models import FormVersion
from tests.browser.conftest import hindrances
from tests.browser.test_calls import sign_in
from tests.browser.test_frame import PASSWORD, WIDTHS, speak
from tests.city import SYSTEM, a_call, a_user
from tests.programs.applications.scene import a_scene, now
from tests.programs.calls.schemas import EVERY_KIND, TABLE, asks, form

pytestmark = pytest.mark.django_db(transaction=True)


def a_desk() -> SimpleNamespace:
    call, officer = a_call(), a_user(Role.OFFICER)
    FormVersion.objects.filter(call=call).update(schema=EVERY_KIND)
    officer.set_password(PASSWORD)
    officer.save()
    return SimpleNamespace(call=call, officer=officer)


def page_of(call, name="") -> str:
    view = "_".join(filter(None, ["admin:programs_call_form", name]))
    return reverse(view, args=[call.pk])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_in_the_preview(live_server, quiet_page, width, language):
    desk = a_desk()
    quiet_page.set_viewport_size({"width": width, "height": 900})
    speak(quiet_page, language, live_server.url)
    sign_in(quiet_page, live_server.url, desk.officer)

    quiet_page.goto(f"{live_server.url}{page_of(desk.call, 'preview')}?in={language}")

    assert hindrances(quiet_page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_the_editor_fit_and_name_their_fields(live_server, page, width):
    desk = a_desk()
    page.set_viewport_size({"width": width, "height": 900})
    speak(page, "en", live_server.url)
    sign_in(page, live_server.url, desk.officer)
    found = []

    for name in ("", "question", "section", "bank", "expert", "issue"):
        asked = "?name=budget" if name == "question" else ""
        page.goto(f"{live_server.url}{page_of(desk.call, name)}{asked}")
        told = page.locator(".kp-desk")
        expect(told).to_be_visible()
        found += [f"{name}: {one}" for one in hindrances(page)]

    assert found == []


@pytest.fixture
def without_scripts(new_context):
    return new_context(java_script_enabled=False)


def test_a_question_is_built_without_a_script(live_server, without_scripts):
    desk, page = a_desk(), without_scripts.new_page()
    speak(page, "en", live_server.url)
    sign_in(page, live_server.url, desk.officer)

    page.goto(live_server.url + page_of(desk.call))
    page.locator("#kind-0").select_option("choice")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("[name=label_en]").fill("Main market")
    page.locator("[name=options-0-label_en]").fill("Home")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("button[value='up:main_market']").click()

    asked = queries.sketch_of(desk.call).schema["sections"][0]["questions"]
    assert asked[-2]["options"] == [{"value": "o1", "label": {"en": "Home"}}]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_on_a_form_that_has_changed(
    live_server, quiet_page, width, language
):
    desk = a_desk()
    scene = a_scene(desk.call)
    rows = [{"item": "Pump", "amount": "5", "staff": "1", "until": "2026-12-31"}]
    answers = {"field": "bio", "pitch": "Five words are enough here", "budget": rows}
    actions.save(scene.application, answers, revision=0, by=scene.editor, at=now())
    narrow = {**TABLE, "columns": TABLE["columns"][:2]}
    new = form(asks("pitch", "text"), asks("extra", "date", required=True), narrow)
    edit_form(desk.call, new, revision=0, by=SYSTEM, at=now())
    issue_form(desk.call, revision=1, carries_over=True, by=SYSTEM, at=now())
    carry_over_waiting(now())
    scene.editor.set_password(PASSWORD)
    scene.editor.save()
    quiet_page.set_viewport_size({"width": width, "height": 900})
    speak(quiet_page, language, live_server.url)
    sign_in(quiet_page, live_server.url, scene.editor)

    quiet_page.goto(
        live_server.url + reverse("application-edit", args=[scene.application.number])
    )

    expect(quiet_page.locator("#news")).to_be_visible()
    expect(quiet_page.locator("#aside")).to_contain_text("2026-12-31")
    assert hindrances(quiet_page) == []
