"""A whole running Kapok of its own, in a folder that nobody else uses."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.embedded.places import Places
from config.health import probe
from tests.ground.conftest import CHECKOUT, eventually, processes_of

PATIENCE = 400.0  # seconds: a small city is made, and a dead worker's lease runs out


@dataclass
class Demo:
    """What `make demo` starts, with free ports and a small city."""

    places: Places
    port: int
    env: dict[str, str]
    runner: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def mails(self) -> list[Path]:
        return sorted((self.places.var / "mailbox").glob("*.eml"))

    @property
    def output(self) -> Path:
        return self.places.var / "demo.out"

    def start(self) -> None:
        self.begin()
        self.wait()

    def begin(self) -> None:
        with self.output.open("wb") as output:
            self.runner = subprocess.Popen(
                [sys.executable, "-m", "config.embedded"],
                cwd=CHECKOUT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Until all is ready and the reports that were due are delivered."""
        eventually(self.has_begun_or_ended, PATIENCE)
        assert not self.has_ended(), self.output.read_text()

    def has_ended(self) -> bool:
        return self.runner.poll() is not None

    def has_begun_or_ended(self) -> bool:
        said = self.output.read_text()
        return "Ctrl-C stops everything" in said or self.has_ended()

    def is_ready(self) -> bool:
        return probe.ask("/readyz", self.port)[0]

    def processes(self, name: str) -> list[int]:
        """The numbers of our processes with `name` in their command line."""
        return [
            number for number, command in processes_of(self.places) if name in command
        ]

    def stop(self) -> None:
        if not self.has_ended():
            self.runner.send_signal(signal.SIGINT)
        self.runner.wait(60)


@pytest.fixture(scope="module")
def demo(demo_to_be: Demo) -> Demo:
    """A running one."""
    demo_to_be.start()
    return demo_to_be


@pytest.fixture(scope="module")
def demo_to_be(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One that nobody has started yet."""
    unset = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEMO", "KAPOK_THROWAWAY"}
    ours = {name: value for name, value in os.environ.items() if name not in unset}
    places = Places(tmp_path_factory.mktemp("var"))
    port, mail_port = free_port(), free_port()
    ports = {"PORT": str(port), "MAIL_PORT": str(mail_port)}
    env = {**ours, **ports, "KAPOK_VAR": str(places.var), "SCALE": "0.05"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    demo = Demo(places, port, env)
    yield demo
    demo.stop()
    eventually(lambda: processes_of(places) == [])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
