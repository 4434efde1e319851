"""Pages around a call in a real browser: nothing hinders, and nothing needs a mouse."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from programs.bulletin.actions import attach
from programs.clarifications import actions
from programs.incidents.actions import enter
from programs.models import Call, TroubleReport
from tests.browser.conftest import hindrances
from tests.browser.test_frame import PASSWORD, WIDTHS, speak
from tests.browser.writing import a_full_scene, field, open_form
from tests.city import a_call, a_company, a_user, an_application
from tests.programs.applications.scene import PDF, SCHEMA

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def a_told_call() -> SimpleNamespace:
    """A call with a file, an answered question and a change; and who asks about it."""
    call, company = a_call(closes_at=NOW + 40 * DAY), a_company()
    call.form_versions.update(schema=SCHEMA)
    officer = a_user(Role.OFFICER)
    member = a_user(Role.COMPANY_ADMIN, at=company)
    for user in (officer, member):
        user.set_password(PASSWORD)
        user.save()
    title = {"en": "Guideline", "zh-hans": "指南"}
    attach(call, title, "指南.pdf", io.BytesIO(PDF), by=officer, at=NOW)
    check_waiting(now=NOW)
    question = actions.ask(call, company, "可以吗？", by=member, at=NOW)
    said = {"wording": {"zh-hans": "可以吗？"}, "answer": {"zh-hans": "可以。"}}
    actions.word(question, by=officer, at=NOW, **said)
    actions.publish(question, by=officer, at=NOW)
    change = actions.draft(call, title=title, text=title, by=officer)
    actions.announce(change, by=officer, at=NOW)
    return SimpleNamespace(call=call, company=company, officer=officer, member=member)


def sign_in(page, address: str, user) -> None:
    page.goto(f"{address}/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_around_a_call(live_server, quiet_page, width, language):
    told = a_told_call()
    page = quiet_page
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server.url, told.member)
    speak(page, language, live_server.url)
    here = f"{live_server.url}/calls/{told.call.slug}/"

    for address in (
        f"{live_server.url}/calls/?q=2026",
        f"{live_server.url}/calls/?q=nowhere",
        here,
        f"{here}eligibility/",
        f"{here}ask/",
    ):
        page.goto(address)
        assert hindrances(page) == [], address


def test_a_question_is_asked_by_keyboard(live_server, page):
    told = a_told_call()
    sign_in(page, live_server.url, told.member)
    page.goto(f"{live_server.url}/calls/{told.call.slug}/ask/")

    page.locator("[name=asked]").focus()
    page.keyboard.type("两家子公司能否分别申报？")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("两家子公司能否分别申报？")).to_be_visible()
    assert hindrances(page) == []


def test_a_call_reads_the_same_without_scripts(live_server, browser):
    told = a_told_call()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{live_server.url}/calls/{told.call.slug}/")

    for said in ("可以吗？", "指南.pdf"):
        expect(page.get_by_text(said).first).to_be_visible()
    expect(page.locator("time[data-countdown]").first).not_to_be_empty()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_time_is_given_back_at_the_desk(live_server, page, width):
    told = a_told_call()
    application = an_application(told.call, told.company)
    Call.objects.filter(pk=told.call.pk).update(closes_at=NOW - DAY / 24)
    window = {"began_on": NOW - DAY / 6, "ended_on": NOW - DAY / 12}
    incident = enter(what="停电", by=told.officer, at=NOW, **window)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server.url, told.officer)
    page.goto(f"{live_server.url}/admin/programs/incident/{incident.pk}/hit/")

    page.get_by_role("checkbox", name=application.number).check()
    page.get_by_role("button", name="为所选企业延期").or_(
        page.get_by_role("button", name="Give more time to those selected")
    ).click()

    page.wait_for_url(lambda url: "change" in url)
    assert incident.reliefs.get().company == told.company


def test_a_page_that_could_not_save_says_so_once_it_can(live_server, page):
    scene = a_full_scene()
    writer = open_form(page, live_server.url, scene, scene.editor)
    writer.route("**/save/", lambda route: route.fulfill(status=503), times=2)

    with writer.expect_response("**/troubles/") as told:
        field(writer, "pitch").fill("patience")

    report = TroubleReport.objects.get()
    assert (told.value.status, report.application) == (204, scene.application)
    assert (report.kind, report.count) == ("failed_save", 2)
    assert report.happened_on < report.reported_at
