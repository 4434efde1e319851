"""A throwaway PostgreSQL and Valkey for one run of the suite and its processes."""

import os
from pathlib import Path

from config.embedded.attach import attach
from config.embedded.places import Places


def start() -> None:
    """Start what tests/settings.py named; it stops and vanishes when this process ends.

    With a DATABASE_URL from outside there is nothing to start.
    """
    if folder := os.environ.get("KAPOK_THROWAWAY"):
        attach(Places(Path(folder)), throwaway=True)
