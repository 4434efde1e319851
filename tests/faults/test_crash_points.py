"""A worker killed at any line between a due report and its last mail.

A real process works off what is due and is killed with SIGKILL at a named place: before
or after one of our functions, or while the mail server has its mail. Then the next one
goes on, and the outcome is that of a worker that nobody killed.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from programs.models import Delivery, Issue, Rendition, Run
from programs.reports import actions, rules
from programs.reports.states import DeliveryState, RunState
from tests.faults.conftest import free_port
from tests.ground.conftest import CHECKOUT
from tests.programs.reports import scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]
READERS = 2
PATIENCE = 200  # seconds; a worker needs two on a machine of its own

# The worker itself: our actions in a loop, and one of them deadly.
WORKER = """
import importlib, os, signal, sys
from datetime import datetime

import django

django.setup()

from django.conf import settings

database, port, now, place, side = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = database
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)

from programs.reports import actions


def deadly(function):
    def dies(*args, **kwargs):
        if side == "after":
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


if place != "nowhere":
    owner, __, name = place.rpartition(".")
    module = importlib.import_module("programs.reports." + owner)
    setattr(module, name, deadly(getattr(module, name)))

moment = datetime.fromisoformat(now)
while actions.issue_next(moment):
    pass
while actions.deliver_next(moment):
    pass
"""

PLACES = [
    ("actions.issuing.claim", "after"),
    ("queries.draw_up", "before"),
    ("queries.draw_up", "after"),
    ("actions.issuing._renditions", "after"),
    ("actions.issuing._issue", "after"),  # inside the transaction that finishes
    ("actions.issuing._publish", "after"),  # before it commits
    ("actions.issuing._finish", "after"),
    ("actions.delivering.claim_delivery", "after"),
    ("actions.delivering.mail", "after"),
    ("actions.delivering._settle", "after"),
]


class Server:
    """A mail server that can hold a mail in its hands, and counts what it took."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.has_mail, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        self.keeps = True

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd looks for this name
        if self.keeps:
            self.taken.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        self.has_mail.set()
        self.may_answer.wait(PATIENCE)
        return "250 Kept"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    server.port = controller.port  # type: ignore[attr-defined]  # where it listens
    yield server
    server.may_answer.set()
    controller.stop()


def start(server: Any, now: Any, place: str, side: str) -> "subprocess.Popen[bytes]":
    database = str(connection.settings_dict["NAME"])
    given = [database, str(server.port), now.isoformat(), place, side]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *given],
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


def finish(server: Any) -> None:
    """The next worker, once the lease of the dead has run out."""
    later = scene.SOON_AFTER + rules.LEASE
    worker = start(server, later, "nowhere", "")
    assert worker.wait(PATIENCE) == 0


def assert_all_is_done(server: Server, *, twice: int = 0) -> None:
    assert [run.state for run in Run.objects.all()] == [RunState.BUILT] * 2
    assert Issue.objects.count() == 2
    assert Rendition.objects.count() == 2 * 4
    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    ids = set(sent.values_list("message_id", flat=True))
    assert len(ids) == Delivery.objects.count() == 2 * READERS
    counted = Counter(server.taken)
    assert counted.keys() == ids
    assert sum(counted.values()) == len(ids) + twice


@pytest.fixture
def due(server: Server) -> Server:
    """Two reports that are due, for some readers each."""
    for code in ("R3", "R4"):
        scene.a_schedule(*[scene.a_reader() for _ in range(READERS)], definition=code)
    actions.plan(scene.SOON_AFTER)
    return server


def test_control_a_worker_that_nobody_kills_does_it_all(due):
    worker = start(due, scene.SOON_AFTER, "nowhere", "")

    assert worker.wait(PATIENCE) == 0
    assert_all_is_done(due)


@pytest.mark.parametrize(("place", "side"), PLACES)
def test_a_worker_may_die_anywhere(due, place, side):
    worker = start(due, scene.SOON_AFTER, place, side)
    assert worker.wait(PATIENCE) == -signal.SIGKILL

    finish(due)

    assert_all_is_done(due)


def test_a_worker_dies_while_it_hands_over_a_mail(due):
    """The server never said yes, and forgets what it had: nothing has been sent."""
    due.may_answer.clear()
    due.keeps = False
    worker = start(due, scene.SOON_AFTER, "nowhere", "")
    assert due.has_mail.wait(PATIENCE)
    worker.kill()
    worker.wait()
    due.keeps = True
    due.may_answer.set()

    finish(due)

    assert_all_is_done(due)


def test_a_mail_that_was_taken_as_its_worker_died_comes_again_under_the_same_id(due):
    """The one gap that SMTP leaves (RFC 1047): the receiver's server can tell."""
    due.may_answer.clear()
    worker = start(due, scene.SOON_AFTER, "nowhere", "")
    assert due.has_mail.wait(PATIENCE)
    worker.kill()
    worker.wait()
    due.may_answer.set()

    finish(due)

    assert_all_is_done(due, twice=1)
    (again,) = Delivery.objects.filter(attempts=2)
    assert Counter(due.taken)[again.message_id] == 2
