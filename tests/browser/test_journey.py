"""From an account to a receipt, in a real browser and in both languages.

Begun on one machine, continued on a second; wide and narrow; once without any script.
Every page on the way is asked what hinders people on it.
"""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from foundation.files.actions import check_waiting
from foundation.outbox import actions as outbox
from programs.models import Application, Call
from tests.browser.conftest import hindrances
from tests.city import a_uscc
from tests.programs.applications.scene import PDF, an_open_call

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL, PASSWORD = "founder@mumian.example", "kapok-blooms-in-march"
MOMENT = re.compile(r"\d\d:\d\d")
COMPANY = "广州木棉智能科技有限公司"


@dataclass(frozen=True)
class Reader:
    """How somebody reads: language, width, and whether scripts run."""

    language: str
    width: int
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.language}-{self.width}{'' if self.scripts else '-no-script'}"


READERS = [
    Reader("zh-hans", 1280),
    Reader("zh-hans", 390),
    Reader("en", 1280),
    Reader("en", 390, scripts=False),
]


class Machine:
    """One browser of one person, on which every page is looked at."""

    def __init__(self, browser: Browser, reader: Reader, site: str) -> None:
        self.site, self.reader = site, reader
        self.context: BrowserContext = browser.new_context(
            viewport={"width": reader.width, "height": 900},
            java_script_enabled=reader.scripts,
            base_url=site,
        )
        cookie = {"name": "django_language", "value": reader.language, "url": site}
        self.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict will do
        self.page: Page = self.context.new_page()

    def visit(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """Nothing hinders; axe is itself a script, so only where scripts run."""
        if self.reader.scripts:
            assert hindrances(self.page) == [], self.page.url

    def send(self, form: str = "main form", button: str = "") -> None:
        with self.page.expect_navigation():
            self.page.locator(f"{form} button.govuk-button{button}").last.click()
        self.look()

    def sign_in(self) -> None:
        self.visit("/accounts/login/")
        self.page.locator("[name=login]").fill(EMAIL)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.send()


def sign_up(machine: Machine) -> None:
    machine.visit("/accounts/signup/")
    for name, typed in (
        ("email", EMAIL), ("password1", PASSWORD), ("password2", PASSWORD),
    ):  # fmt: skip
        machine.page.locator(f"[name={name}]").fill(typed)
    machine.send()
    letter = mail.outbox[-1].body
    link = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", letter)
    assert link, letter
    machine.visit(link.group(1))
    machine.send()


def register(machine: Machine) -> None:
    machine.visit("/company/new/")
    machine.page.locator("[name=uscc]").fill(a_uscc())
    machine.page.locator("[name=name]").fill(COMPANY)
    machine.page.locator("[name=district]").select_option("440106")
    machine.page.locator("[name=founded_on]").fill("2020-02-29")
    machine.send()


def begin(machine: Machine, call: Call) -> None:
    machine.visit("/calls/")
    machine.visit(call.get_absolute_url())
    machine.visit(f"/calls/{call.slug}/eligibility/")
    machine.visit(f"/calls/{call.slug}/apply/")
    machine.page.locator("[name=company_type][value=tech]").check(force=True)
    machine.send("main form.kp-form")


def write(machine: Machine, **answers: str) -> None:
    for name, typed in answers.items():
        machine.page.locator(f"[name={name}]").fill(typed)


def save(machine: Machine) -> None:
    """Press the button; with scripts the page stays, and says when it is done."""
    button = machine.page.locator("button.govuk-button[name=go][value=save]")
    if machine.reader.scripts:
        button.click()
        expect(machine.page.locator("#saving")).to_have_text(MOMENT)
        machine.look()
    else:
        machine.send(button="[value=save]")


def attach(machine: Machine, name: str, file: Path) -> None:
    machine.page.locator(f"[name={name}]").set_input_files(file)
    save(machine)
    expect(machine.page.get_by_text(file.name).first).to_be_visible()


def hand_in_too_early(machine: Machine) -> None:
    """Press it while something is missing: the gap is named, and leads to its field."""
    button = machine.page.locator("button.govuk-button[name=go][value=submit]")
    button.click()
    gap = machine.page.locator(".govuk-error-summary a[href*=truth]")
    expect(gap).to_be_visible()
    machine.look()


def pages_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_from_an_account_to_a_receipt_on_two_machines(
    live_server, browser: Browser, reader: Reader, tmp_path: Path
) -> None:
    cache.clear()  # what is counted against too many letters to one address
    call = an_open_call()
    plan = tmp_path / "商业计划书.pdf"
    plan.write_bytes(PDF)

    office = Machine(browser, reader, live_server.url)
    sign_up(office)
    register(office)
    begin(office, call)
    write(office, pitch="木棉花开\n红满枝头", staff="12")
    save(office)

    home = Machine(browser, reader, live_server.url)
    home.sign_in()
    application = Application.objects.get()
    home.visit(f"/applications/{application.number}/edit/")
    assert home.page.locator("[name=pitch]").input_value() == "木棉花开\n红满枝头"
    write(home, revenue="1200.50", founded="2020-02-29")
    attach(home, "plan", plan)
    check_waiting(now=timezone.now())
    hand_in_too_early(home)
    home.page.locator("[name=truth]").check(force=True)
    save(home)
    home.send(button="[value=submit]")

    assert home.page.url.endswith("/receipt/")
    receipt = application.submissions.get()
    assert receipt.sha256 in home.page.locator("main").inner_text()
    pdf = home.context.request.get(f"/applications/{application.number}/receipt.pdf")
    told = pages_of(pdf.body())
    assert application.number in told
    assert receipt.sha256[:8] in told
    assert COMPANY in told

    mail.outbox.clear()
    for message in outbox.claim(timezone.now()):
        outbox.send(message, now=timezone.now())
    (letter,) = [one for one in mail.outbox if application.number in one.body]
    assert receipt.sha256 in letter.body
    assert [name for name, *_ in letter.attachments if name.endswith(".pdf")]
