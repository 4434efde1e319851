"""Somebody with a browser of their own, at the staff desk or in the portal."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page

from foundation.models import User
from tests.browser.conftest import hindrances
from tests.browser.writing import come_in
from tests.programs.applications.scene import PDF

WIDE = {"width": 1280, "height": 900}


class Somebody:
    """One signed-in person; in the portal every page is asked what hinders on it."""

    def __init__(
        self, browser: Browser, site: str, user: User, language: str = "en"
    ) -> None:
        self.user, self.language = user, language
        self.context = browser.new_context(viewport=WIDE, base_url=site)  # type: ignore[arg-type]  # a plain dict will do
        cookie = {"name": "django_language", "value": language, "url": site}
        self.context.add_cookies([cookie])  # type: ignore[list-item]  # as above
        come_in(self.context, site, user)
        self.page: Page = self.context.new_page()

    def open(self, address: str) -> "Somebody":
        answer = self.page.goto(address)
        assert answer
        assert answer.ok, f"{address} answers {answer.status}"
        if not address.startswith("/admin/"):
            assert hindrances(self.page) == [], address
        return self

    def at(self, subject: Any) -> "Somebody":
        """The page of a row at the desk."""
        name = subject._meta.model_name
        page = reverse(
            f"admin:{subject._meta.app_label}_{name}_change", args=[subject.pk]
        )
        return self.open(page)

    def desk(self, model: type) -> "Somebody":
        meta: Any = model
        name = f"admin:{meta._meta.app_label}_{meta._meta.model_name}_changelist"
        return self.open(reverse(name))

    def follow(self, words: str) -> "Somebody":
        """Click a link; a menu that hides it is opened first."""
        link = self.page.get_by_role("link", name=words, exact=True)
        with self.page.expect_navigation():
            link.first.click()
        return self

    def press(self, words: str, **typed: Any) -> "Somebody":
        """Fill in what the page asks for, and press the button of that name."""
        for name, value in typed.items():
            self._fill(
                self.page.locator(f"main [name={name}], #main [name={name}]"), value
            )
        button = self.page.get_by_role("button", name=words, exact=True)
        with self.page.expect_navigation():
            button.last.click()
        return self

    def _fill(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        if kind == "file":
            field.set_input_files(value)
        elif kind in {"checkbox", "radio"}:
            field.first.check(force=True)
        elif kind == "select-one":
            field.select_option(str(value))
        else:
            field.fill(str(value))

    def move(self, subject: Any, verb: str, reason: str = "") -> "Somebody":
        """A button of a row's page at the desk, with a reason where it asks for one."""
        with translation.override(self.language):
            label = str(subject.lifecycle[verb].label)
        self.at(subject)
        if reason:
            self.page.locator("summary", has_text=label).first.click()
            self.page.locator(f"#reason-{verb}").fill(reason)
        return self.press(label).sees("done for 1")

    def sees(self, *words: str) -> "Somebody":
        shown = " ".join(self.page.locator("body").inner_text().split())
        missing = [each for each in words if each not in shown]
        assert not missing, f"{missing} not on {self.page.url}: {shown[:3000]}"
        return self

    def sees_no_button(self, words: str) -> "Somebody":
        assert self.page.get_by_role("button", name=words, exact=True).count() == 0
        return self


def a_scan(name: str = "盖章件.pdf") -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def a_table(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def on(day: date) -> str:
    return day.isoformat()
