"""What only the doctor looks at: too slow or too private for /readyz."""

import shutil
import time
from io import StringIO
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.core.management import call_command
from django.db import connection

from config.health.checks import Answer, check, sign_of_life

LARGEST_DRIFT = 2.0  # seconds between our clock and the database's
LEAST_DISK = 1 << 30  # bytes


@check("settings", "Read the messages above and correct the environment.")
def configuration() -> Answer:
    """Django's own checks; outside a demo with those for a public server."""
    deploy = not (settings.DEBUG or settings.DEMO)
    output = StringIO()
    quiet = {"stdout": output, "stderr": output}
    call_command("check", deploy=deploy, fail_level="WARNING", **quiet)
    return True, "Django's checks find nothing."


@check("storage", "Make STORAGE_URL a place that this user may write to.")
def storage() -> Answer:
    name = default_storage.save(f"doctor-{uuid4()}", ContentFile(b"kapok"))
    try:
        with default_storage.open(name) as file:
            kept = file.read() == b"kapok"
    finally:
        default_storage.delete(name)
    return kept, "A file was written, read and removed."


@check("mail", "Correct EMAIL_URL, or start the mail server.")
def mail() -> Answer:
    server = get_connection(fail_silently=False)
    server.open()
    server.close()
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    return True, f"{host}:{port} answers." if host else "Mails are not sent by SMTP."


@check("clock", "Let both machines follow the same time server.")
def clock() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (theirs,) = cursor.fetchone()
    drift = abs(time.time() - theirs)
    return drift <= LARGEST_DRIFT, f"{drift:.2f} s apart from the database's."


@check("disk", "Make room: the database stops when the disk is full.")
def disk() -> Answer:
    folder = next(path for path in _upwards(settings.VAR_DIR) if path.exists())
    free = shutil.disk_usage(folder).free
    return free >= LEAST_DISK, f"{free >> 20} MiB free at {folder}."


def _upwards(path: Path) -> list[Path]:
    return [path, *path.parents]


HERE = (configuration,)
AROUND = (sign_of_life("round-trip"), storage, mail, clock, disk)
