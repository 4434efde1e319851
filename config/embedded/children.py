"""Child processes that die with us, and the logs that they write."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
MINUTE = 60.0
LONGEST_LOG = 10 * 1024 * 1024  # bytes


def leashed(
    program: Sequence[str | Path],
    death_signal: signal.Signals = signal.SIGTERM,
    identity: str = "self",
) -> list[str]:
    """The command line that runs `program` on a leash held by this process."""
    leash = [
        sys.executable,
        "-IS",
        str(LEASH),
        str(os.getpid()),
        str(int(death_signal)),
    ]
    return [*leash, identity, *map(str, program)]


def start(
    command: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    keep: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start in the background: its own session, output to `log`, holding `keep`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            pass_fds=keep,
            start_new_session=True,
        )


def stop(
    child: "subprocess.Popen[bytes]", first: signal.Signals, patience: float
) -> None:
    """Ask with `first`, and after `patience` seconds no longer ask."""
    if child.poll() is None:
        child.send_signal(first)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@dataclass
class Falls:
    """How often something fell lately: often enough to be a matter for a person?"""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=5))

    def are_too_many(self) -> bool:
        """Note one more; five within a minute are too many."""
        self.times.append(time.monotonic())
        is_full = len(self.times) == self.times.maxlen
        return is_full and self.times[-1] - self.times[0] < MINUTE


def rotate(log: Path) -> None:
    """Keep one old copy of a log that has grown long; its writers append and go on."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def last_words(log: Path, lines: int = 1) -> str:
    """The end of a log, for the one line that says what went wrong."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        text = file.read().decode(errors="replace")
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])
