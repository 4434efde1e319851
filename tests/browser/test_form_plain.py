"""The applicant's form where no script runs: nothing is lost there either."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.applications import actions
from tests.browser.writing import PASSWORD, a_full_scene, answers, field, open_form
from tests.programs.applications.scene import now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    return a_full_scene()


@pytest.fixture
def plain(browser, live_server, scene):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield open_form(page, live_server.url, scene, scene.editor)
    context.close()


def test_without_a_script_the_form_saves_and_lists_what_is_missing(plain, scene):
    field(plain, "pitch").fill("plain")
    plain.get_by_role("button", name="Hand in").count()
    plain.get_by_role("button", name="Save", exact=True).last.click()

    expect(plain.locator("main")).to_contain_text("Saved at")
    expect(plain.locator("#lacking")).to_contain_text("Staff")
    assert answers(scene) == {"pitch": "plain"}


def test_without_a_script_a_sign_in_that_has_run_out_loses_nothing(plain, scene):
    field(plain, "pitch").fill("posted after the end")
    plain.context.clear_cookies(name="sessionid")
    plain.get_by_role("button", name="Save", exact=True).last.click()
    plain.locator("[name=login]").fill(scene.editor.email)
    plain.locator("[name=password]").fill(PASSWORD)
    plain.locator("main form button").first.click()

    expect(field(plain, "pitch")).to_have_value("posted after the end")
    assert answers(scene) == {"pitch": "posted after the end"}


def test_without_a_script_two_texts_are_shown_and_none_is_lost(plain, scene):
    actions.save(
        scene.application, {"pitch": "hers"}, revision=0, by=scene.admin, at=now()
    )
    field(plain, "pitch").fill("his")
    plain.get_by_role("button", name="Save", exact=True).last.click()

    expect(plain.locator("#id_pitch_error")).to_contain_text(str(scene.admin))
    expect(field(plain, "pitch")).to_have_value("his")
    assert answers(scene)["pitch"] == "hers"
    plain.get_by_role("button", name="Save", exact=True).last.click()
    expect(plain.locator("main")).to_contain_text("Saved at")
    assert answers(scene)["pitch"] == "his"
    assert plain.url.endswith(
        reverse("application-edit", args=[scene.application.number])
    )
