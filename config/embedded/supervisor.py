"""Keeps PostgreSQL and Valkey running for as long as somebody uses them.

Started by the first user, it belongs to nobody's terminal. Users share a lock; when
the kernel has released the last share, however its holder ended, the servers are
stopped. A lock of its own is inherited by the servers, so that a successor waits for
the last of them.
"""

import fcntl
import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from subprocess import Popen

from config.embedded import children, locks
from config.embedded.failures import Unavailable, require_disk
from config.embedded.places import Places
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

START_PATIENCE = 60.0  # seconds: recovery after a crash replays the log first
STOP_PATIENCE = 30.0
PAUSE = 0.1


@dataclass
class Service:
    """One server and how often it fell lately."""

    server: Postgres | Valkey
    lock: int
    falls: children.Falls = field(default_factory=children.Falls)
    child: "Popen[bytes] | None" = None

    def start(self, places: Places) -> None:
        self.server.prepare()
        log = places.log(self.server.name)
        command = children.leashed(
            self.server.command(), self.server.stop_signal, self.server.identity
        )
        self.child = children.start(command, log, keep=[self.lock])
        deadline = time.monotonic() + START_PATIENCE
        while not self.server.is_ready():
            if self.child.poll() is not None or time.monotonic() > deadline:
                words = children.last_words(log)
                raise Unavailable(f"{self.server.name} does not start: {words}")
            time.sleep(0.02)
        self.server.settle()

    def keep(self, places: Places) -> None:
        """Start it again when it fell, but not for ever."""
        if self.child is None or self.child.poll() is None:
            return
        say(f"{self.server.name} ended with {self.child.returncode}; starting it again")
        if self.falls.are_too_many():
            raise Unavailable(f"{self.server.name} keeps falling.")
        self.start(places)

    def stop(self) -> None:
        if self.child is not None:
            children.stop(self.child, self.server.stop_signal, STOP_PATIENCE)


def say(line: str) -> None:
    print(time.strftime("%F %T"), line, file=sys.stderr, flush=True)


def serve(places: Places, *, throwaway: bool) -> None:
    """Start both, tell the caller, and stay until nobody is left."""
    lock = locks.take_within(places.lock("services"), START_PATIENCE)
    if lock is None:
        raise Unavailable("Servers of an earlier start are still stopping.")
    servers = (Postgres(places, durable=not throwaway), Valkey(places))
    services = [Service(server, lock.fileno()) for server in servers]
    try:
        require_disk(places.var)
        for service in services:
            service.start(places)
        print("ready", flush=True)
        stay(places, services)
    finally:
        for service in reversed(services):
            service.stop()
        if throwaway:
            shutil.rmtree(places.var, ignore_errors=True)


def stay(places: Places, services: list[Service]) -> None:
    users = places.lock("users")
    while (nobody_left := locks.take(users, fcntl.LOCK_EX)) is None:
        for service in services:
            service.keep(places)
            children.rotate(places.log(service.server.name))
        time.sleep(PAUSE)
    say("nobody is left; stopping")
    LAST.append(nobody_left)  # who comes now waits at this lock until all has stopped


LAST: list[object] = []


def main() -> int:
    if os.fork():  # the caller's child ends here, so that nobody has to wait for us
        os._exit(0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        serve(Places.here(), throwaway="--throwaway" in sys.argv)
    except Unavailable as failure:
        say(str(failure))
        with suppress(BrokenPipeError):  # the caller may have gone meanwhile
            print(failure, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
