"""The one way in which the embedded services say no: a line that says what to do."""

import shutil
from pathlib import Path

LEAST_DISK = 300 * 1024 * 1024  # bytes


class Unavailable(Exception):
    """The services cannot be had; the message is one line for a person."""


def require_disk(folder: Path, least: int = LEAST_DISK) -> None:
    """Better no start than a database that stops in the middle of its first work."""
    free = shutil.disk_usage(folder).free
    if free < least:
        raise Unavailable(
            f"The disk is almost full: {free >> 20} MiB free at {folder}, "
            f"{least >> 20} MiB are needed."
        )
