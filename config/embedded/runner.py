"""A whole Kapok in the foreground of one terminal: what `make demo` starts.

Everything it starts dies with it, even by kill -9. A process that falls is started
again and said so in one line; one that keeps falling stops the whole.
"""

import fcntl
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from subprocess import Popen

from config.embedded import attach, children, locks, processes
from config.embedded.failures import LEAST_DISK, Unavailable, require_disk
from config.embedded.places import Places
from config.embedded.processes import Options, Process
from config.health import probe

READY_PATIENCE = 180.0  # seconds
PAUSE = 0.25


def say(line: str) -> None:
    print(f"kapok: {line}", flush=True)


@dataclass
class Running:
    """One of our processes while we watch it."""

    process: Process
    places: Places
    keep: list[int]
    child: "Popen[bytes]" = field(init=False)
    falls: children.Falls = field(default_factory=children.Falls)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        command = children.leashed(self.process.command)
        log = self.places.log(self.process.name)
        self.child = children.start(command, log, env=self.process.env, keep=self.keep)

    def watch(self) -> None:
        """Start it again when it fell; give up when it falls again and again."""
        log = self.places.log(self.process.name)
        children.rotate(log)
        if self.child.poll() is None:
            return
        words = f"{self.process.name} ended ({self.child.returncode}), see {log}"
        if self.falls.are_too_many():
            raise Unavailable(f"{words}: {children.last_words(log)}")
        say(f"{words}; starting it again.")
        self.start()

    def stop(self) -> None:
        children.stop(self.child, signal.SIGTERM, self.process.patience)


def require_port(name: str, host: str, port: int) -> None:
    """Say that a port is taken before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"Port {port} is not free ({error.strerror}). "
                f"Choose another: `make demo {name}={port + 1}`."
            ) from error


class Runner:
    """Starts everything, waits until it is ready, and watches over it."""

    def __init__(self, places: Places, options: Options) -> None:
        self.places, self.options = places, options
        self.running: list[Running] = []
        self.keep: list[int] = []
        self.began = time.monotonic()
        self.embedded = not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys()

    def run(self) -> None:
        """All of it; returns only by an exception."""
        require_disk(self.places.var)
        require_port("PORT", self.options.bind, self.options.port)
        require_port("MAIL_PORT", "127.0.0.1", self.options.mail_port)
        self.places.note_demo(processes.addresses(self.options))
        if self.embedded:
            self.keep = [attach.use(self.places).fileno()]
        self.manage("prepare_demo")
        for process in processes.all_of(self.options):
            self.running.append(Running(process, self.places, self.keep))
        self.wait_until_ready()
        self.say_ready()
        self.manage("welcome")
        say("Ctrl-C stops everything; the same command resumes it.")
        self.watch()

    def manage(self, *arguments: str) -> None:
        """Run one of our commands in sight of the person, and look after the others."""
        command = children.leashed(processes.command(*arguments))
        with Popen(command, env=processes.environment(self.options)) as child:
            try:
                while child.poll() is None:
                    self.look_after()
                    time.sleep(PAUSE)
            except BaseException:
                child.terminate()
                raise
        if child.returncode:
            raise Unavailable(f"`manage.py {arguments[0]}` failed, see above.")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_PATIENCE
        while True:
            ready, wrong = probe.ask("/readyz", self.options.port)
            if ready:
                return
            if time.monotonic() > deadline:
                raise Unavailable(f"Not ready after {READY_PATIENCE:.0f} s: {wrong}")
            self.look_after()
            time.sleep(PAUSE)

    def look_after(self) -> None:
        for running in self.running:
            running.watch()
        if self.embedded and locks.is_free(self.places.lock("services")):
            log = self.places.log("embedded")
            say(f"The servers ended, starting them again: {children.last_words(log)}")
            attach.ensure_running(self.places)

    def say_ready(self) -> None:
        say(f"ready after {time.monotonic() - self.began:.1f} s")
        say(f"{self.options.address}/ is the portal, /admin/ the staff desk.")
        say(f"Mails arrive in {self.places.folder('mailbox')}.")

    def watch(self) -> None:
        disk_is_low = False
        while True:
            self.look_after()
            was_low, disk_is_low = disk_is_low, self.is_disk_low()
            if disk_is_low and not was_low:
                say(f"The disk is almost full: under {LEAST_DISK >> 20} MiB are free.")
            time.sleep(PAUSE)

    def is_disk_low(self) -> bool:
        try:
            require_disk(self.places.var)
        except Unavailable:
            return True
        return False

    def stop(self) -> None:
        for running in reversed(self.running):
            running.stop()


def main() -> int:
    places, options = Places.here(), Options.chosen()
    alone = locks.take(places.lock("demo"), fcntl.LOCK_EX)
    if alone is None:
        say(f"It is running already; {places.lock('demo').read_text().strip()}")
        return 0
    alone.truncate(0)
    print(f"see {options.address}/ (process {os.getpid()}).", file=alone, flush=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    runner = Runner(places, options)
    try:
        runner.run()
    except KeyboardInterrupt:
        say("stopping …")
        return 0
    except Unavailable as failure:
        say(str(failure))
        return 1
    finally:
        runner.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
