"""How a process comes to use the embedded services: they run while it does."""

import atexit
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from config.embedded import locks
from config.embedded.failures import Unavailable
from config.embedded.places import Places
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

PATIENCE = 90.0
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def attach(places: Places, *, throwaway: bool = False) -> IO[str]:
    """Start the services unless they run; they stay until this process ends.

    Returns the share, so that it can be handed to children or given up early.
    """
    share = locks.share(places.lock("users"))
    atexit.register(share.close)
    ensure_running(places, throwaway=throwaway)
    return share


def ensure_running(places: Places, *, throwaway: bool = False) -> None:
    """Start the servers unless they answer; one process at a time."""
    deadline = time.monotonic() + PATIENCE
    with locks.alone(places.lock("start")):
        while not are_ready(places):
            if locks.is_free(places.lock("services")):
                _start_supervisor(places, throwaway=throwaway)
            elif time.monotonic() > deadline:
                raise Unavailable(f"No answer; see {places.log('embedded')}.")
            else:
                time.sleep(0.05)


def are_ready(places: Places) -> bool:
    if locks.is_free(places.lock("services")):
        return False
    return Valkey(places).is_ready() and Postgres(places).is_ready()


def _start_supervisor(places: Places, *, throwaway: bool) -> None:
    """Start it apart from our terminal, and hear from it how that went."""
    command = [sys.executable, "-m", "config.embedded.supervisor"]
    with places.log("embedded").open("ab") as log:
        child = subprocess.Popen(
            [*command, *(["--throwaway"] if throwaway else [])],
            cwd=CHECKOUT,
            env={**os.environ, "KAPOK_VAR": str(places.var)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    with child:
        word = child.stdout.readline().strip() if child.stdout else ""
    if word != "ready":
        raise Unavailable(word or f"It did not start; see {places.log('embedded')}.")


def use(places: Places) -> IO[str]:
    """Attach for the rest of this process, and tell its settings where."""
    share = attach(places)
    for name, value in places.environment().items():
        os.environ.setdefault(name, value)
    return share
