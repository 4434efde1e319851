"""Somebody who writes an application in a browser."""

import re
from typing import Any, Literal

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from foundation.accounts.models import User
from programs.models import Draft, FormVersion
from tests.programs.applications.scene import (
    PDF,
    SCHEMA,
    Scene,
    a_scene,
    an_open_call,
    asked,
)

PASSWORD = "mu-mian-2026"  # of somebody invented
COSTS = asked(
    "costs",
    "table",
    columns=[
        {"id": "item", "kind": "text", "label": {"en": "Item", "zh-hans": "科目"}},
        {
            "id": "sum",
            "kind": "money",
            "label": {"en": "Sum", "zh-hans": "金额"},
            "total": True,
        },
    ],
)
LAB = asked("lab", "text", when={"question": "field", "is": ["bio"]})
FORM = {
    "sections": [
        *SCHEMA["sections"],
        {"title": {"en": "More", "zh-hans": "其他"}, "questions": [LAB, COSTS]},
    ]
}


def a_full_scene() -> Scene:
    """A form with a question of each kind, a condition and a table."""
    call = an_open_call()
    FormVersion.objects.filter(call=call).update(schema=FORM)
    scene = a_scene(call)
    for user in (scene.admin, scene.editor):
        user.set_password(PASSWORD)
        user.save()
    return scene


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def come_in(context: BrowserContext, address: str, user: User) -> None:
    name = settings.SESSION_COOKIE_NAME
    value = session_of(user)
    context.add_cookies([{"name": name, "value": value, "url": address}])


def open_form(
    page: Page,
    address: str,
    scene: Scene,
    user: User,
    language="en",
    wait_until: Literal["load", "commit"] = "load",
) -> Page:
    come_in(page.context, address, user)
    name = settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": language, "url": address}])
    path = reverse("application-edit", args=[scene.application.number])
    page.goto(address + path, wait_until=wait_until)
    return page


def field(page: Page, name: str) -> Any:
    return page.locator(f"[name={name}]")


def status(page: Page) -> Any:
    return page.locator("#saving")


def expect_saved(page: Page) -> None:
    expect(status(page)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def answers(scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = Draft.objects.get(application=scene.application).answers
    return found


def a_large_file(megabytes: int, name: str = "大计划书.pdf") -> dict[str, Any]:
    body = PDF + b"%" * (megabytes * 1024 * 1024) + b"\n%%EOF\n"
    return {"name": name, "mimeType": "application/pdf", "buffer": body}
