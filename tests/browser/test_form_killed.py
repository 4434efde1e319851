"""The web process dies while somebody writes, and is started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import expect

from config.health import probe
from foundation.models import Upload
from programs.models import Attachment
from tests.browser.writing import (
    PASSWORD,
    a_full_scene,
    a_large_file,
    answers,
    expect_saved,
    status,
)
from tests.browser.writing import field as control
from tests.faults.conftest import free_port
from tests.ground.conftest import CHECKOUT, eventually

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Web:
    """One real web process on the test's own database."""

    files: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        database = urlsplit(os.environ["DATABASE_URL"])
        name = connection.settings_dict["NAME"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--threads", "4",
             "--bind", f"127.0.0.1:{self.port}", "--log-level", "error"],
            cwd=CHECKOUT,
            env=os.environ | {
                "DJANGO_SETTINGS_MODULE": "tests.browser.web",
                "DATABASE_URL": database._replace(path=f"/{name}").geturl(),
                "KAPOK_TEST_FILES": str(self.files),
            },
            start_new_session=True,
        )  # fmt: skip
        eventually(lambda: probe.ask("/healthz", self.port)[0])

    def kill(self) -> None:
        """At once, and all of it; whoever is dead stays dead."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def web(transactional_db, tmp_path) -> Iterator[Web]:
    running = Web(tmp_path)
    running.start()
    yield running
    running.kill()


def test_nothing_is_lost_when_the_web_process_is_killed(page, web):
    scene = a_full_scene()
    page.set_default_timeout(20_000)
    site = f"http://127.0.0.1:{web.port}"
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    form = f"/applications/{scene.application.number}/edit/"
    page.goto(f"{site}/accounts/login/?next={form}")
    page.locator("[name=login]").fill(scene.editor.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    control(page, "pitch").fill("before")
    expect_saved(page)

    page.route("**/uploads/*-*-*/", lambda route: _kill_at_the_second(route, web))
    page.locator("input[name=plan]").set_input_files([a_large_file(2)])
    expect(page.locator("[data-uploads=plan]")).to_contain_text("Interrupted")
    control(page, "pitch").fill("before and after")
    expect(status(page)).to_have_text("Not saved, trying again")
    assert answers(scene)["pitch"] == "before"
    assert Upload.objects.get().received == 2**20

    page.unroute("**/uploads/*-*-*/")
    web.start()

    said = page.locator("[data-question=pitch] [data-said]")
    expect(said).to_contain_text("Saved", timeout=20_000)
    there = page.locator("[data-files=plan]")
    expect(there).to_contain_text("大计划书.pdf", timeout=20_000)
    assert answers(scene)["pitch"] == "before and after"
    assert Attachment.objects.get().file.size == len(a_large_file(2)["buffer"])


def _kill_at_the_second(route, web: Web) -> None:
    if route.request.headers.get("upload-offset") != "0":
        web.kill()
    route.continue_()
