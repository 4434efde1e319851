"""What has to be true for Kapok to serve people, one function and one sentence each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.health import heartbeats

OLDEST_SIGN = 30  # seconds after which a silent worker or beat counts as gone
Answer = tuple[bool, str]


@dataclass(frozen=True)
class Finding:
    """What a check found. Strangers may read `says`; the rest is for the operator."""

    name: str
    ok: bool
    says: str
    error: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Check:
    """A look at one thing; whatever goes wrong while looking is the finding."""

    name: str
    advice: str
    look: Callable[[], Answer]

    def __call__(self) -> Finding:
        try:
            ok, says = self.look()
        except Exception as error:  # noqa: BLE001  a check never fails, it reports
            failed = f"It failed: {type(error).__name__}."
            return Finding(self.name, False, failed, str(error).strip(), self.advice)
        return Finding(self.name, ok, says, advice="" if ok else self.advice)


def check(name: str, advice: str) -> Callable[[Callable[[], Answer]], Check]:
    """Make a check of a function that looks at one thing."""
    return lambda look: Check(name, advice, look)


@check("database", "Start PostgreSQL, or correct DATABASE_URL.")
def database() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (version,) = cursor.fetchone()
    return True, f"PostgreSQL {version} answers."


@check("migrations", "Run `python manage.py migrate`.")
def migrations() -> Answer:
    missing = _shipped() - MigrationRecorder(connection).applied_migrations().keys()
    if missing:
        return False, f"{len(missing)} migrations are not applied."
    return True, "All migrations are applied."


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    """The migrations of this release: they cannot change while the process runs."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.disk_migrations)


@check("broker", "Start Redis, or correct REDIS_URL.")
def broker() -> Answer:
    server: dict[str, Any] = heartbeats.client().info("server")
    return True, f"Redis {server['redis_version']} answers."


def sign_of_life(name: str) -> Check:
    """Whether `name` has lately left one in Redis."""

    @check(name, f"Start the {name}; `make demo` starts all processes.")
    def look() -> Answer:
        age = heartbeats.age(name)
        if age is None:
            return False, f"No sign of life of the {name} yet."
        return age <= OLDEST_SIGN, f"Last sign of life {age:.0f} s ago."

    return look


READY = (database, migrations, broker, sign_of_life("worker"), sign_of_life("beat"))


def findings(checks: Iterable[Check] = READY) -> list[Finding]:
    return [look() for look in checks]
