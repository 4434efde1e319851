"""Locks on files that the kernel lets go of when their last holder dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def take(path: Path, kind: int) -> IO[str] | None:
    """Hold `path` until the file is closed, or None if others hold it."""
    file = path.open("a")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def share(path: Path) -> IO[str]:
    """Hold `path` together with others, after whoever holds it alone."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let nobody else in for the time of the block."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_free(path: Path) -> bool:
    file = take(path, fcntl.LOCK_EX)
    if file is None:
        return False
    file.close()
    return True


def take_within(path: Path, seconds: float) -> IO[str] | None:
    """Hold `path` alone as soon as it is free, but do not wait for ever."""
    deadline = time.monotonic() + seconds
    while (file := take(path, fcntl.LOCK_EX)) is None:
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    return file
