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

PATIENCE = 180.0  # seconds: the first start makes a small city


@dataclass
class Demo:
    """What `make demo` starts, with free ports and a small city."""

    places: Places
    port: int
    env: dict[str, str]
    runner: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def output(self) -> Path:
        return self.places.var / "demo.out"

    def start(self) -> None:
        """Return once all is ready and the reports that were due are delivered."""
        with self.output.open("wb") as output:
            self.runner = subprocess.Popen(
                [sys.executable, "-m", "config.embedded"],
                cwd=CHECKOUT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        eventually(self.has_begun_or_ended, PATIENCE)
        assert self.runner.poll() is None, self.output.read_text()

    def has_begun_or_ended(self) -> bool:
        said = self.output.read_text()
        return "Ctrl-C stops everything" in said or self.runner.poll() is not None

    def is_ready(self) -> bool:
        return probe.ask("/readyz", self.port)[0]

    def processes(self, name: str) -> list[int]:
        """The numbers of our processes with `name` in their command line."""
        return [
            number for number, command in processes_of(self.places) if name in command
        ]

    def stop(self) -> None:
        if self.runner.poll() is None:
            self.runner.send_signal(signal.SIGINT)
        self.runner.wait(60)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    unset = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEMO", "KAPOK_THROWAWAY"}
    ours = {name: value for name, value in os.environ.items() if name not in unset}
    places = Places(tmp_path_factory.mktemp("var"))
    port, mail_port = free_port(), free_port()
    ports = {"PORT": str(port), "MAIL_PORT": str(mail_port)}
    env = {**ours, **ports, "KAPOK_VAR": str(places.var), "SCALE": "0.01"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    demo = Demo(places, port, env)
    demo.start()
    yield demo
    demo.stop()
    eventually(lambda: processes_of(places) == [])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
