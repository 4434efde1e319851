"""A founder's way through the pages: from an account to a receipt, and on."""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from foundation.accounts.permissions import Role
from foundation.outbox import actions as outbox
from programs.models import Application, Submission
from startups.models import Company
from tests.city import a_uscc, a_user
from tests.programs.applications.scene import (
    ANSWERS,
    PDF,
    a_district_officer,
    an_open_call,
)

pytestmark = pytest.mark.django_db
PASSWORD = "kapok-blooms-in-march"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def browser(client):
    client.cookies["django_language"] = "en"
    return client


def sign_up(browser, email):
    """Create an account and confirm its address by the link in the mail."""
    browser.post(
        reverse("account_signup"),
        {"email": email, "password1": PASSWORD, "password2": PASSWORD},
    )
    (letter,) = mail.outbox
    link = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", letter.body)
    browser.post(link.group(1))
    browser.post(reverse("account_login"), {"login": email, "password": PASSWORD})


def register(browser) -> Company:
    browser.post(
        reverse("company-new"),
        {
            "uscc": a_uscc(),
            "name": "广州木棉智能科技有限公司",
            "district": "440106",
            "founded_on": "2020-02-29",
        },
    )
    return Company.objects.get()


def fill_in(browser, form) -> None:
    """Everything but the commitment; then the form is saved."""
    page = browser.get(form)
    hidden = {
        name: page.context["form"][name].value() for name in ("_revision", "_base")
    }
    answers = {n: a for n, a in ANSWERS.items() if n != "truth"}
    plan = SimpleUploadedFile("计划书.pdf", PDF)
    browser.post(form, {**hidden, **answers, "plan": plan, "go": "save"})


def hand_in(browser, form, **more):
    page = browser.get(form)
    seen = page.context["form"]
    typed = {
        name: seen[name].value()
        for name in seen.fields
        if seen[name].value() and name != "plan"
    }
    return browser.post(form, {**typed, **more, "go": "submit"}, follow=True)


def test_from_an_account_to_a_receipt_and_to_the_recommendation(browser):
    call = an_open_call()
    sign_up(browser, "founder@mumian.example")
    company = register(browser)
    asked = {"company": company.pk, "company_type": "tech"}

    home = browser.get("/").content.decode()
    begun = browser.post(reverse("application-begin", args=[call.slug]), asked)
    form = begun["Location"]
    fill_in(browser, form)
    early = hand_in(browser, form)
    done = hand_in(browser, form, truth="on")

    receipt = Submission.objects.get()
    assert call.get_absolute_url() in home
    assert {gap.question for gap in early.context["gaps"]} == {"truth"}
    assert done.redirect_chain[-1][0].endswith("/receipt/")
    assert receipt.sha256 in done.content.decode()
    assert receipt.snapshot["answers"] == ANSWERS

    mail.outbox.clear()
    for message in outbox.claim(timezone.now()):
        outbox.send(message, now=timezone.now())
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert receipt.sha256 in letters["founder@mumian.example"].body

    application = Application.objects.get()
    browser.force_login(a_district_officer())
    desk = reverse("district-application", args=[application.number])
    browser.post(desk, {"verb": "recommend", "liable": "on"})
    browser.force_login(a_user(Role.OFFICER))
    press = reverse(
        "admin:programs_application_press", args=[application.pk, "begin_review"]
    )
    browser.post(press)

    application.refresh_from_db()
    assert application.status == "formal_review"
