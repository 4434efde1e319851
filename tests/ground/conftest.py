"""Embedded services of their own, in a folder that nobody else uses."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded.places import Places

CHECKOUT = Path(__file__).parent.parent.parent
USER = """
from config.embedded import attach
from config.embedded.places import Places

attach.use(Places.here())
print("attached", flush=True)
input()
"""


@pytest.fixture
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Below /tmp: the socket's path must stay short."""
    return Places(tmp_path_factory.mktemp("var"))


@pytest.fixture
def environment(places: Places) -> dict[str, str]:
    """That of a person who has set nothing."""
    unset = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEMO", "KAPOK_THROWAWAY"}
    ours = {name: value for name, value in os.environ.items() if name not in unset}
    return {**ours, "KAPOK_VAR": str(places.var)}


Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start_user(places: Places, environment: dict[str, str]) -> Iterator[Start]:
    """Start a process that uses the services until its input ends."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        user = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(user)
        assert user.stdout
        assert user.stdout.readline() == "attached\n"
        return user

    yield start
    for user in started:
        user.kill()
        user.communicate()
    eventually(lambda: processes_of(places) == [])


def eventually(is_true: Callable[[], bool], seconds: float = 90.0) -> None:
    """Wait for other processes, and fail when the time is over."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def processes_of(places: Places) -> list[tuple[int, str]]:
    """What still runs with our folder in its command line or its environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            told = (process / "environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if (
            int(process.name) != os.getpid()
            and str(places.var).encode() in command + told
        ):
            found.append((int(process.name), command.replace(b"\0", b" ").decode()))
    return found


def query(places: Places, statement: str) -> list[tuple[object, ...]]:
    url = places.environment()["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []
