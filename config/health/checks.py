"""What has to be true for Kapok to serve people, one function and one sentence each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.health import heartbeats

OLDEST_SIGN = 30  # seconds after which a silent worker or beat counts as gone


@dataclass(frozen=True)
class Finding:
    """What a check found; `advice` is what to do when it is not well."""

    name: str
    ok: bool
    says: str
    advice: str = ""


Check = Callable[[], Finding]
Answer = tuple[bool, str, str]


def check(name: str) -> Callable[[Callable[[], Answer]], Check]:
    """Make a check of a function; whatever goes wrong inside is its finding."""

    def named(look: Callable[[], Answer]) -> Check:
        @wraps(look)
        def find() -> Finding:
            try:
                return Finding(name, *look())
            except Exception as error:  # noqa: BLE001  a check never fails, it reports
                first_line = (str(error) or type(error).__name__).strip().splitlines()[0]
                return Finding(name, False, f"It failed: {first_line}", ADVICE[name])

        return find

    return named


ADVICE = {
    "database": "Start PostgreSQL, or correct DATABASE_URL.",
    "migrations": "Run `python manage.py migrate`.",
    "broker": "Start Redis, or correct REDIS_URL.",
    "worker": "Start a worker: `celery -A config.celery worker`.",
    "beat": "Start one beat: `celery -A config.celery beat`.",
}


@check("database")
def database() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (version,) = cursor.fetchone()
    return True, f"PostgreSQL {version} answers.", ""


@check("migrations")
def migrations() -> Answer:
    if waiting := _unapplied():
        return False, f"{waiting} migrations are not applied.", ADVICE["migrations"]
    return True, "All migrations are applied.", ""


def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@check("broker")
def broker() -> Answer:
    server: dict[str, Any] = heartbeats.client().info("server")
    return True, f"Redis answers ({server['redis_version']}).", ""


def sign_of_life(name: str) -> Check:
    @check(name)
    def look() -> Answer:
        age = heartbeats.age(name)
        if age is None:
            return False, f"No {name} has given a sign of life.", ADVICE[name]
        ok = age <= OLDEST_SIGN
        return ok, f"Last sign of life {age:.0f} s ago.", "" if ok else ADVICE[name]

    return look


READY: tuple[Check, ...] = (
    database,
    migrations,
    broker,
    sign_of_life("worker"),
    sign_of_life("beat"),
)


def findings(checks: Iterable[Check] = READY) -> list[Finding]:
    return [find() for find in checks]
