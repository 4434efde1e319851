"""What `manage.py` does first when nobody has set the addresses of the services."""

import sys

from config.embedded import attach as services
from config.embedded.failures import Unavailable
from config.embedded.places import Places

NEED_NOTHING = {
    "help",
    "version",
    "--help",
    "--version",
    "-h",
    "makemessages",
    "compilemessages",
}


def attach(argv: list[str]) -> None:
    """Bring the services along, except for commands that need no data."""
    if NEED_NOTHING.intersection(argv[1:2] or ["help"]):
        return
    try:
        services.use(Places.here())
    except Unavailable as failure:
        sys.exit(f"kapok: {failure}")
