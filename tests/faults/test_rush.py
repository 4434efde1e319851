"""The last seconds before a call closes: many hand in at once, and some come too late.

A real web server, a real database, eight clients who do not wait for each other. Who
was told that it is handed in is on record once; who came too late keeps the draft.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import override_settings

from config import settings as deployed
from foundation.models import Message
from programs.models import Application, Call, FormVersion, Submission
from tests import city
from tests.faults.conftest import free_port
from tests.ground.conftest import CHECKOUT, eventually
from tests.programs.applications import scene

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, IN_TIME, LATE = 8, 500, 100
PER_SECOND = 60  # DESIGN.md §12
CSRF = "k" * 32


@dataclass(frozen=True)
class Applicant:
    number: str
    session: str

    def hand_in(self, server: HTTPConnection) -> str:
        """Press the button; where the answer leads, or what it says."""
        form = scene.TYPED | scene.SEEN | {"go": "submit"}
        server.request(
            "POST",
            f"/applications/{self.number}/edit/",
            urlencode(form),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
            },
        )
        answer = server.getresponse()
        answer.read()
        return answer.headers["Location"] or str(answer.status)


@pytest.fixture
def port() -> Iterator[int]:
    """Where a web server of the deployed settings answers for the test's database."""
    port, database = free_port(), connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.served",
        "DATABASE_URL": url,
        "KAPOK_PROCESS": "web",
        "DEMO": "1",  # one machine, no TLS
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi", "--workers=2"),
            *("--worker-class=gthread", "--threads=4", "--no-control-socket"),
            f"--bind=127.0.0.1:{port}",
        ],
        cwd=CHECKOUT,
        env=environment,
    )
    eventually(lambda: is_up(port))
    yield port
    server.terminate()
    server.wait(30)


def is_up(port: int) -> bool:
    server = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        server.request("GET", "/healthz")
        return server.getresponse().status == 200
    except OSError:
        return False
    finally:
        server.close()


def a_call_for(count: int) -> tuple[Call, list[Applicant]]:
    call = city.a_call()
    FormVersion.objects.filter(call=call).update(schema=scene.SHORT_FORM)
    with override_settings(
        CACHES=deployed.CACHES, SESSION_COOKIE_SECURE=False
    ):  # the sessions of the server, not those of the tests
        return call, [an_applicant(call) for _ in range(count)]


def an_applicant(call: Call) -> Applicant:
    begun = scene.typed(scene.a_scene(call))
    browser = Client()
    browser.force_login(begun.admin)
    return Applicant(begun.application.number, browser.cookies["sessionid"].value)


def all_at_once(applicants: list[Applicant], port: int) -> dict[str, str]:
    """Eight clients share the work; what each applicant was told, by number."""

    def client(share: list[Applicant]) -> dict[str, str]:
        server = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            return {one.number: one.hand_in(server) for one in share}
        finally:
            server.close()

    shares = [applicants[n::CLIENTS] for n in range(CLIENTS)]
    told: dict[str, str] = {}
    with ThreadPoolExecutor(CLIENTS) as pool:
        for part in pool.map(client, shares):
            told.update(part)
    return told


def received(told: dict[str, str]) -> set[str]:
    return {number for number, answer in told.items() if answer.endswith("/receipt/")}


def on_record() -> Counter[str]:
    rows = Submission.objects.values_list("application__number", flat=True)
    return Counter(rows)


def drafts_with(answers: dict[str, object]) -> set[str]:
    """Who is still writing, with every word in the draft."""
    writing = Application.objects.filter(status="draft", draft__answers=answers)
    return set(writing.values_list("number", flat=True))


def test_five_hundred_hand_in_and_a_hundred_come_too_late(
    port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    call, applicants = a_call_for(IN_TIME + LATE)
    in_time, late = applicants[:IN_TIME], applicants[IN_TIME:]

    began = time.perf_counter()
    told = all_at_once(in_time, port)
    rate = IN_TIME / (time.perf_counter() - began)
    Call.objects.filter(pk=call.pk).update(closes_at=Now())
    too_late = all_at_once(late, port)

    with capsys.disabled():
        verdict = "within" if rate >= PER_SECOND else "OVER"
        print(f"\n{rate:.0f} submissions a second, {verdict} {PER_SECOND} a second")
    assert received(told) == {one.number for one in in_time}
    assert received(too_late) == set()
    assert on_record() == Counter(received(told))
    assert drafts_with(scene.KEPT) == {one.number for one in late}
    receipts = Message.objects.filter(template="application_submitted")
    assert receipts.values("to").distinct().count() == IN_TIME
    assert rate >= PER_SECOND


def test_a_close_in_the_middle_of_it_divides_them_by_the_databases_time(
    port: int,
) -> None:
    call, applicants = a_call_for(200)
    Call.objects.filter(pk=call.pk).update(closes_at=Now() + timedelta(seconds=1.5))

    told = all_at_once(applicants, port)

    call.refresh_from_db()
    inside = Submission.objects.filter(submitted_at__lt=call.closes_at)
    assert 0 < len(received(told)) < len(applicants)
    assert on_record() == Counter(received(told))
    assert inside.count() == Submission.objects.count()
    assert drafts_with(scene.KEPT) == set(told) - received(told)
