"""A worker that is killed while reports are due: none is lost and none comes twice."""

import os
import signal
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.faults.conftest import PATIENCE, Demo
from tests.ground.conftest import eventually, query

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
DELIVERED = "SELECT message_id FROM programs_delivery WHERE state = 'sent'"
OPEN = "SELECT count(*) FROM programs_delivery WHERE state <> 'sent'"


def test_every_report_that_was_due_arrives_once(demo_to_be: Demo):
    demo_to_be.begin()
    eventually(lambda: bool(demo_to_be.mails) or demo_to_be.has_ended(), PATIENCE)
    assert not demo_to_be.has_ended(), demo_to_be.output.read_text()

    for number in demo_to_be.processes("celery -A config.celery worker"):
        os.kill(number, signal.SIGKILL)

    demo_to_be.wait()
    assert "kapok: worker ended (-9)" in demo_to_be.output.read_text()
    assert query(demo_to_be.places, OPEN) == [(0,)]
    delivered = [str(row[0]) for row in query(demo_to_be.places, DELIVERED)]
    assert len(delivered) > 1
    assert sorted(map(message_id, demo_to_be.mails)) == sorted(delivered)


def message_id(mail: Path) -> str:
    return str(message_from_bytes(mail.read_bytes())["Message-ID"])
