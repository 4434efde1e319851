"""CPU seconds spent on a piece of work, by Python and by PostgreSQL together."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


def spent() -> float:
    """CPU seconds so far, of this process and of the one that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((backend,),) = cursor.fetchall()
    told = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, told[11:13])) / TICK


def stay_connected() -> None:
    """As in production: requests share a connection, whose process is asked above."""
    connection.settings_dict["CONN_MAX_AGE"] = None


def mean(works: list[Callable[[], object]]) -> float:
    """CPU milliseconds of one of `works`, which are done one after the other."""
    before = spent()
    for work in works:
        work()
    return (spent() - before) / len(works) * 1000
