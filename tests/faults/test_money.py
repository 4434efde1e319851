"""Money booked by a process that is killed at any line: the books come out the same.

A real process pays and takes in the bank's reply, and is killed with SIGKILL before or
after one of our functions. Then somebody does the same again, and what stands in the
books is what a process that nobody killed leaves behind.
"""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from foundation.accounts.models import User
from programs.models import (
    Award,
    BankReply,
    LedgerEntry,
    Payment,
    PaymentBatch,
    ReplyLine,
)
from programs.payments import actions
from tests.ground.conftest import CHECKOUT
from tests.programs.payments.test_batches import answer, reply, waiting
from tests.programs.stages import NOW, finance

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]
PATIENCE = 200  # seconds; a worker needs two on a machine of its own

# Release, then the reply: each step is tried from where the dead one has left it.
WORKER = """
import importlib, os, signal, sys
from datetime import datetime

import django

django.setup()

from django.conf import settings

database, now, batch, first, second, path, place, side = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = database

from foundation.accounts.models import User
from programs.models import PaymentBatch
from programs.payments import actions


def deadly(function):
    def dies(*args, **kwargs):
        if side == "after":
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


if place != "nowhere":
    owner, __, name = place.rpartition(".")
    module = importlib.import_module("programs.payments." + owner)
    setattr(module, name, deadly(getattr(module, name)))

moment = datetime.fromisoformat(now)
found = PaymentBatch.objects.get(pk=batch)
if found.status == "drawn":
    actions.release(found, by=User.objects.get(pk=second), at=moment)
content = open(path, "rb").read()
actions.take_in(
    found, name="reply.csv", content=content, by=User.objects.get(pk=first), at=moment
)
"""

PLACES = [
    ("actions.batching.look_at_gates", "after"),
    ("actions.batching._held", "after"),  # the batch has moved, its payments have not
    ("actions.batching._release", "after"),  # released, and nothing answered
    ("actions.replying._keep", "after"),  # inside the transaction of the reply
    ("actions.booking._entry", "after"),  # the first of two is booked
    ("actions.replying._conclude", "after"),  # before it commits
]


@pytest.fixture
def due(tmp_path: Any) -> dict[str, Any]:
    """A batch of two that is drawn up, and the bank's reply to it."""
    payments = waiting()
    batch = actions.draw_up(payments=payments, by=finance(), at=NOW)
    path = tmp_path / "reply.csv"
    path.write_bytes(reply(batch, *map(answer, payments)))
    people = (finance("Hu").pk, finance("Ruan").pk)
    return {"batch": batch, "path": str(path), "people": people}


def run(due: dict[str, Any], place: str, side: str) -> int:
    database = str(connection.settings_dict["NAME"])
    first, second = map(str, due["people"])
    given = [database, NOW.isoformat(), str(due["batch"].pk), first, second,
             due["path"], place, side]  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, *given],
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    return worker.wait(PATIENCE)


def assert_books_are_right(batch: PaymentBatch) -> None:
    """The same whatever happened on the way: each payment once, and it adds up."""
    batch.refresh_from_db()
    assert batch.status == "settled"
    assert set(Payment.objects.values_list("status", flat=True)) == {"paid"}
    entries = list(LedgerEntry.objects.order_by("payment"))
    assert [entry.kind for entry in entries] == ["payment"] * 2
    assert sum(entry.amount for entry in entries) == batch.total
    assert [award.paid for award in Award.objects.order_by("pk")] == [
        payment.amount for payment in Payment.objects.order_by("award")
    ]
    assert BankReply.objects.count() == 1
    assert ReplyLine.objects.filter(posted_on__isnull=False).count() == 2
    assert User.objects.filter(pk=batch.released_by_id).exists()


def test_control_a_process_that_nobody_kills_books_it_all(due) -> None:
    assert run(due, "nowhere", "") == 0
    assert_books_are_right(due["batch"])


@pytest.mark.parametrize(("place", "side"), PLACES)
def test_a_process_may_die_anywhere_between_release_and_books(due, place, side) -> None:
    assert run(due, place, side) == -signal.SIGKILL

    assert run(due, "nowhere", "") == 0

    assert_books_are_right(due["batch"])
