"""A real browser: the machine's own Chromium, since no other is downloaded."""

import os
import shutil
from collections.abc import Iterator
from threading import Condition
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
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


class UnderWay:
    """How many requests the live server is answering, and a wait until none is left."""

    def __init__(self) -> None:
        self.count, self.changed = 0, Condition()

    def begin(self, **_signal: Any) -> None:
        self._step(1)

    def end(self, **_signal: Any) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        with self.changed:
            self.count += step
            self.changed.notify_all()

    def settle(self) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.count <= 0, timeout=30)


@pytest.fixture(autouse=True)
def _answered(transactional_db: None) -> Iterator[None]:
    """A page that is closed may have asked something last: the tables are emptied when
    it has been answered, or the two would wait for each other.
    """
    going = UnderWay()
    request_started.connect(going.begin)
    request_finished.connect(going.end)
    yield
    assert going.settle()
    request_started.disconnect(going.begin)
    request_finished.disconnect(going.end)


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
