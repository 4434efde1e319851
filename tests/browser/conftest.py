"""A real browser: the machine's own Chromium, since no other is downloaded."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver has a loop of its own
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_configure(config: pytest.Config) -> None:
    """The plug-in behind `base_url` is older than the warning about it."""
    old = "ignore:Session-scoped fixtures:pytest.PytestRemovedIn10Warning"
    config.addinivalue_line("filterwarnings", old)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "No browser: install chromium or google-chrome."
    return {"executable_path": found, "args": QUIET}


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page on which anything said to the console is a failure."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def hindrances(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, and a page that is wider than its window."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [f"{f['id']}: {node['html']}" for f in found for node in f["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        told.append("wider than the window")
    return told
