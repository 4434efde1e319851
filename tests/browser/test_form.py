"""The applicant's form in a real browser: whatever happens, not a word is lost."""

import re

import pytest
from playwright.sync_api import Error, expect

from programs.applications import actions
from programs.models import Submission
from tests.browser.conftest import hindrances
from tests.browser.writing import (
    PASSWORD,
    a_full_scene,
    answers,
    expect_saved,
    field,
    open_form,
    session_of,
    status,
)
from tests.programs.applications.scene import ANSWERS, now, upload

pytestmark = pytest.mark.django_db(transaction=True)
SAVE = "**/save/"


@pytest.fixture
def scene():
    return a_full_scene()


@pytest.fixture
def writer(page, live_server, scene):
    page.set_default_timeout(10_000)
    return open_form(page, live_server.url, scene, scene.editor)


def test_what_is_typed_is_saved_and_the_page_says_so(writer, scene):
    field(writer, "pitch").fill("木棉花开")

    expect_saved(writer)
    expect(writer.locator("[data-question=pitch] [data-said]")).to_contain_text("Saved")
    assert answers(scene)["pitch"] == "木棉花开"
    expect(writer.locator("#lacking")).not_to_contain_text("Pitch")
    expect(writer.locator("#lacking")).to_contain_text("Staff")

    field(writer, "staff").fill("many")
    field(writer, "founded").focus()
    expect(writer.locator("#id_staff_error")).to_contain_text("number")
    field(writer, "staff").fill("12")
    expect(writer.locator("#id_staff_error")).to_have_count(0)


def test_words_typed_before_the_script_arrives_are_saved(page, live_server, scene):
    late = []

    def hold(script):
        late.append(script)

    page.route("**/form*.js", hold)
    open_form(page, live_server.url, scene, scene.editor, wait_until="commit")
    field(page, "pitch").fill("faster than the line")
    field(page, "field").first.check()
    assert late

    for script in late:
        script.continue_()

    expect_saved(page)
    assert answers(scene) == {"pitch": "faster than the line", "field": "it"}


def test_a_minute_without_a_line_costs_nothing(writer, scene):
    writer.clock.install()
    writer.context.set_offline(True)
    field(writer, "pitch").fill("typed under ground")
    field(writer, "staff").fill("7")
    expect(status(writer)).to_have_text("Offline: kept on this device")

    writer.clock.fast_forward(60_000)
    field(writer, "pitch").fill("typed under ground, and on")
    assert answers(scene) == {}
    writer.context.set_offline(False)

    expect_saved(writer)
    assert answers(scene) == {"pitch": "typed under ground, and on", "staff": "7"}


def test_a_server_that_stumbles_is_asked_again(writer, scene):
    writer.route(SAVE, lambda route: route.fulfill(status=503), times=2)

    field(writer, "pitch").fill("patience")

    expect(status(writer)).to_have_text("Not saved, trying again")
    expect_saved(writer)
    assert answers(scene)["pitch"] == "patience"


def test_an_answer_that_gets_lost_is_no_conflict_with_oneself(writer, scene):
    def lose(route):
        route.fetch()  # it arrives, and what it says does not
        route.abort()

    writer.route(SAVE, lose, times=1)
    field(writer, "pitch").fill("one")
    expect(status(writer)).to_have_text("Not saved, trying again")
    field(writer, "pitch").fill("one two")

    expect_saved(writer)
    expect(writer.locator(".kp-dispute")).to_have_count(0)
    assert answers(scene)["pitch"] == "one two"


def test_a_reload_while_typing_loses_nothing(writer, scene):
    writer.route(SAVE, lambda route: route.abort())
    field(writer, "pitch").fill("half a sent")
    writer.unroute(SAVE)

    writer.reload()

    expect(field(writer, "pitch")).to_have_value("half a sent")
    expect_saved(writer)
    assert answers(scene)["pitch"] == "half a sent"


def crash(page):
    """The browser's process of this page ends, without a farewell."""
    with pytest.raises(Error), page.expect_event("crash"):
        page.goto("chrome://crash")
    page.close()


def test_what_a_crash_left_on_the_device_is_typed_in_again(writer, scene, live_server):
    writer.context.route(SAVE, lambda route: route.abort())
    field(writer, "pitch").fill("before the crash")
    field(writer, "field").first.check()
    writer.locator("[name=costs-0-item]").fill("steel")
    expect(status(writer)).to_have_text("Not saved, trying again")
    crash(writer)
    again = open_form_again(writer.context, live_server, scene, scene.editor)

    expect(again.locator("#restored")).to_contain_text("Pitch")
    expect(field(again, "pitch")).to_have_value("before the crash")
    again.context.unroute(SAVE)
    expect_saved(again)
    kept = answers(scene)
    assert (kept["pitch"], kept["field"]) == ("before the crash", "it")
    assert kept["costs"][0]["item"] == "steel"
    assert again.evaluate("Object.keys(localStorage)") == []


def open_form_again(context, live_server, scene, user):
    return open_form(context.new_page(), live_server.url, scene, user)


def test_what_the_device_keeps_is_shown_to_nobody_else(writer, scene, live_server):
    writer.context.route(SAVE, lambda route: route.abort())
    field(writer, "pitch").fill("for my eyes")
    expect(status(writer)).to_have_text("Not saved, trying again")
    crash(writer)

    other = open_form_again(writer.context, live_server, scene, scene.admin)
    expect(field(other, "pitch")).to_have_value("")
    expect(other.locator("#restored")).to_have_count(0)
    sign_out(other)
    assert len(other.evaluate("Object.keys(localStorage)")) == 1

    again = open_form_again(writer.context, live_server, scene, scene.editor)
    expect(field(again, "pitch")).to_have_value("for my eyes")
    again.context.unroute(SAVE)
    sign_out(again)

    assert again.evaluate("Object.keys(localStorage)") == []
    assert answers(scene)["pitch"] == "for my eyes"


def sign_out(page):
    """What is not saved yet is saved before."""
    page.locator("details.kp-account summary").click()
    page.locator("form[data-sign-out] button").click()
    expect(page.locator(".kp-tool--strong")).to_be_visible()


def test_others_wrote_meanwhile_what_the_device_kept(writer, scene, live_server):
    writer.context.route(SAVE, lambda route: route.abort())
    field(writer, "pitch").fill("mine")
    expect(status(writer)).to_have_text("Not saved, trying again")
    crash(writer)
    writer.context.unroute(SAVE)
    actions.save(
        scene.application, {"pitch": "theirs"}, revision=0, by=scene.admin, at=now()
    )

    again = open_form_again(writer.context, live_server, scene, scene.editor)

    dispute = again.locator(".kp-dispute")
    expect(dispute).to_contain_text("theirs")
    expect(dispute).to_contain_text(str(scene.admin))
    assert answers(scene)["pitch"] == "theirs"
    dispute.locator("[data-keep]").click()
    expect_saved(again)
    assert answers(scene)["pitch"] == "mine"


# Signing in again ------------------------------------------------------------------


@pytest.fixture
def expired(writer):
    """The sign-in has run out, and somebody goes on typing."""
    writer.context.clear_cookies(name="sessionid")
    field(writer, "pitch").fill("typed after the end")
    expect(writer.locator("#signing-in")).to_be_visible()
    return writer


def test_one_signs_in_again_on_the_same_page(expired, scene):
    password = expired.locator("#signing-in-password")
    expect(password).to_be_focused()
    assert hindrances(expired) == []
    password.fill("wrong")
    password.press("Enter")
    expect(expired.locator("#signing-in [data-problem]")).not_to_be_empty()
    password.fill(PASSWORD)
    password.press("Enter")

    expect(expired.locator("#signing-in")).to_be_hidden()
    expect_saved(expired)
    assert answers(scene)["pitch"] == "typed after the end"
    field(expired, "staff").fill("7")
    field(expired, "pitch").focus()
    expect(expired.locator("[data-question=staff] [data-said]")).to_contain_text(
        "Saved"
    )


def test_nothing_is_sent_when_somebody_else_signs_in(expired, scene):
    expired.locator("#signing-in-email").fill(scene.admin.email)
    expired.locator("#signing-in-password").fill(PASSWORD)
    expired.locator("#signing-in-password").press("Enter")

    problem = expired.locator("#signing-in [data-problem]")
    expect(problem).to_contain_text("Somebody else is signed in")
    assert answers(scene) == {}
    expect(field(expired, "pitch")).to_have_value("typed after the end")


def test_one_signs_in_in_another_tab_and_says_so(expired, scene, live_server):
    cookie = {"name": "sessionid", "value": session_of(scene.editor)}
    expired.context.add_cookies([cookie | {"url": live_server.url}])

    expired.locator("#signing-in [data-done]").click()

    expect(expired.locator("#signing-in")).to_be_hidden()
    expect_saved(expired)
    assert answers(scene)["pitch"] == "typed after the end"


# Two people ------------------------------------------------------------------------


@pytest.fixture
def colleague(browser, live_server, scene):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield open_form(page, live_server.url, scene, scene.admin)
    context.close()


def test_two_people_in_different_fields_see_each_others_words(writer, colleague, scene):
    field(writer, "pitch").fill("hers")
    expect_saved(writer)

    field(colleague, "staff").fill("7")
    expect_saved(colleague)

    expect(field(colleague, "pitch")).to_have_value("hers")
    said = colleague.locator("[data-question=pitch] [data-said]")
    expect(said).to_contain_text(f"Changed by {scene.editor}")
    assert answers(scene) == {"pitch": "hers", "staff": "7"}


@pytest.mark.parametrize(("choice", "stays"), [("keep", "his"), ("take", "hers")])
def test_two_people_in_one_field_decide(writer, colleague, scene, choice, stays):
    field(writer, "pitch").fill("hers")
    expect_saved(writer)
    field(colleague, "pitch").fill("his")

    dispute = colleague.locator(".kp-dispute")
    expect(dispute.locator("[data-mine]")).to_have_text("his")
    expect(dispute.locator("[data-theirs]")).to_have_text("hers")
    expect(dispute).to_contain_text(str(scene.editor))
    assert answers(scene)["pitch"] == "hers"
    assert hindrances(colleague) == []
    colleague.get_by_role("button", name="Save", exact=True).last.click()
    expect(dispute.locator("[data-keep]")).to_be_focused()
    assert answers(scene)["pitch"] == "hers"

    dispute.locator(f"[data-{choice}]").click()

    expect(dispute).to_have_count(0)
    expect(field(colleague, "pitch")).to_be_focused()
    expect(field(colleague, "pitch")).to_have_value(stays)
    field(colleague, "staff").fill("7")
    expect_saved(colleague)
    assert answers(scene) == {"pitch": stays, "staff": "7"}


# The form itself -------------------------------------------------------------------


def test_tables_grow_and_add_up_and_conditions_follow(writer, scene):
    lab = writer.locator("[data-question=lab]")
    expect(lab).to_be_hidden()
    writer.get_by_label("Bio").check()
    expect(lab).to_be_visible()
    rows = writer.locator("[data-table=costs] tbody tr")
    before = rows.count()

    writer.get_by_role("button", name="Add a row").click()
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("input").first).to_be_focused()
    rows.nth(0).locator("input").nth(1).fill("0.10")
    rows.last.locator("input").nth(1).fill("0.20")
    expect(writer.locator("[data-total=sum]")).to_have_text("0.30")
    expect_saved(writer)
    assert [row["sum"] for row in answers(scene)["costs"]] == ["0.10", "0.20"]

    rows.last.get_by_role("button", name="Remove row").click()
    expect(writer.locator("[data-total=sum]")).to_have_text("0.10")
    expect_saved(writer)
    writer.reload()
    assert [row["sum"] for row in answers(scene)["costs"]] == ["0.10"]


def test_by_keyboard_alone_one_is_told_what_is_missing_and_hands_in(
    page, live_server, scene
):
    page.set_default_timeout(10_000)
    upload(scene)
    open_form(page, live_server.url, scene, scene.admin)
    field(page, "pitch").focus()
    page.keyboard.type("by hand")
    page.keyboard.press("Tab")
    expect(field(page, "staff")).to_be_focused()
    page.locator("button[value=submit]").focus()
    page.keyboard.press("Enter")

    summary = page.locator("#gaps-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field(page, "staff")).to_be_focused()
    page.keyboard.type("12")
    field(page, "truth").focus()
    page.keyboard.press("Space")
    page.locator("button[value=submit]").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/receipt/")
    assert Submission.objects.get().snapshot["answers"]["staff"] == "12"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_hinders_on_the_form(page, live_server, scene, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    actions.save(scene.application, ANSWERS, revision=0, by=scene.admin, at=now())
    upload(scene)
    open_form(page, live_server.url, scene, scene.editor, language)
    field(page, "pitch").fill("木棉")
    expect(status(page)).to_have_text(re.compile(r"\d\d:\d\d"))

    assert hindrances(page) == []
