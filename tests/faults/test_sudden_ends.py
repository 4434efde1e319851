"""kill -9, of each of the processes that make a running Kapok."""

import os
import signal

import pytest

from tests.faults.conftest import Demo
from tests.ground.conftest import eventually, processes_of, query

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
COUNT = "SELECT count(*) FROM startups_company"


def test_a_running_kapok_is_ready(demo: Demo):
    assert demo.is_ready()


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("worker", "celery -A config.celery worker"),
        ("beat", "celery -A config.celery beat"),
        ("web", "gunicorn config.wsgi"),
        ("mailbox", "config.embedded.mailbox"),
    ],
)
def test_a_killed_process_is_named_and_started_again(demo, name, command):
    killed = demo.processes(command)
    for number in killed:
        os.kill(number, signal.SIGKILL)

    eventually(lambda: f"kapok: {name} ended (-9)" in demo.output.read_text())

    eventually(lambda: len(demo.processes(command)) >= len(killed), 60)
    assert not set(killed) & set(demo.processes(command))
    eventually(demo.is_ready, 60)


def test_a_killed_supervisor_of_the_servers_is_replaced(demo):
    (number,) = demo.processes("config.embedded.supervisor")
    before = query(demo.places, COUNT)

    os.kill(number, signal.SIGKILL)

    eventually(lambda: number not in demo.processes("config.embedded.supervisor"))
    eventually(lambda: len(demo.processes("config.embedded.supervisor")) == 1, 60)
    eventually(demo.is_ready, 60)
    assert query(demo.places, COUNT) == before


def test_a_killed_runner_leaves_no_process_and_the_next_start_is_clean(demo):
    before = query(demo.places, COUNT)

    demo.runner.kill()
    demo.runner.wait()

    eventually(lambda: processes_of(demo.places) == [], 90)
    demo.start()
    assert demo.is_ready()
    assert query(demo.places, COUNT) == before
