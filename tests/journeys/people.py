"""Somebody at work: opens pages, reads them, and presses the buttons they hold.

Nothing is sent that the page does not hold: hidden fields, choices and tokens come from
its forms, so a button that is not there cannot be pressed.
"""

import re
from typing import Any

from django.conf import settings
from django.test import Client
from django_webtest import DjangoTestApp
from webtest.forms import Form

from foundation.models import User


class Person:
    """One signed-in person, or a stranger, with one window."""

    def __init__(self, user: User | None = None, *, language: str = "en") -> None:
        self.app = DjangoTestApp()
        self.app.set_cookie("django_language", language)
        if user is not None:
            browser = Client()
            browser.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            self.app.set_cookie(name, browser.cookies[name].value)
        self.page: Any = None

    def open(self, address: str) -> "Person":
        self.page = self.app.get(address).maybe_follow()
        return self

    def follow(self, words: str) -> "Person":
        """Click the link of these words."""
        link = self._one("a", words)
        return self.open(link["href"])

    def press(self, words: str, **typed: Any) -> "Person":
        """Fill in the form that has this button, and press it."""
        form, button = self._form_with(words)
        for name, value in typed.items():
            _fill(form, name, value)
        answer = form.submit(*button)
        self.page = answer.maybe_follow()
        return self

    def press_many(self, words: str, **typed: Any) -> "Person":
        """Tick every row of a staff list, and choose what to do with all of them."""
        form = self.page.forms["changelist-form"]
        for box in form.fields["_selected_action"]:
            box.checked = True
        form["action"].select(text=words)
        for name, value in typed.items():
            _fill(form, name, value)
        self.page = form.submit().maybe_follow()
        return self

    def sees(self, *words: str) -> "Person":
        shown = self.text
        missing = [each for each in words if each not in shown]
        assert not missing, f"{missing} not on {self.page.request.path}: {shown[:3000]}"
        return self

    def sees_not(self, *words: str) -> "Person":
        shown = self.text
        there = [each for each in words if each in shown]
        assert not there, f"{there} on {self.page.request.path}"
        return self

    @property
    def text(self) -> str:
        body = self.page.html.find("body")
        for script in body.find_all(["script", "style"]):
            script.extract()
        return re.sub(r"\s+", " ", body.get_text(" "))

    def links(self, words: str) -> list[str]:
        found = self.page.html.find_all("a", href=True)
        return [each["href"] for each in found if words in _words(each)]

    def form(self, button: str) -> Form:
        """The form that has this button."""
        return self._form_with(button)[0]

    def names(self) -> list[str]:
        """What can be filled in on the page, by the names of the fields."""
        forms = dict.fromkeys(self.page.forms.values())
        return [name for form in forms for name in form.fields if name]

    def _one(self, tag: str, words: str) -> Any:
        found = [e for e in self.page.html.find_all(tag) if _words(e) == words]
        assert found, (
            f"no {tag} {words!r} on {self.page.request.path}: {self.text[:3000]}"
        )
        return found[0]

    def _form_with(self, words: str) -> tuple[Form, tuple[Any, ...]]:
        forms = list(dict.fromkeys(self.page.forms.values()))
        for form, told in zip(forms, self.page.html.find_all("form"), strict=False):
            for button in told.find_all(["button", "input"]):
                if _words(button) == words and button.get("type") != "button":
                    name, value = button.get("name"), button.get("value")
                    return form, ((name, None, value) if name else ())
        said = f"no button {words!r} on {self.page.request.path}: {self.text[:3000]}"
        raise AssertionError(said)


def _words(tag: Any) -> str:
    said = tag.get("value", "") if tag.name == "input" else tag.get_text(" ")
    return re.sub(r"\s+", " ", said).strip()


def _fill(form: Form, name: str, value: Any) -> None:
    if isinstance(value, (list, set, tuple)):
        for box in form.fields[name]:
            box.checked = box._value in value  # WebTest has no other name
        return
    form[name] = value
