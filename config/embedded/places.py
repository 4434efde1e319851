"""Where the embedded services keep their data, and the addresses they answer at."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.embedded import locks
from config.embedded.leash import NOBODY

LONGEST_SOCKET_PATH = 107  # what the kernel allows, in bytes
POSTGRES_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """One folder for everything that a checkout keeps, `var/` unless told otherwise."""

    var: Path

    @classmethod
    def here(cls) -> "Places":
        """The folder named by KAPOK_VAR, or `var/` in the checkout."""
        checkout = Path(__file__).resolve().parent.parent.parent
        return cls(Path(os.environ.get("KAPOK_VAR") or checkout / "var").absolute())

    def folder(self, name: str) -> Path:
        """A folder below `var` that only its owner may enter, made when missing."""
        self.var.mkdir(parents=True, exist_ok=True)
        path = self.var / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def lock(self, name: str) -> Path:
        return self.folder("locks") / name

    def log(self, name: str) -> Path:
        return self.folder("log") / f"{name}.log"

    @property
    def sockets(self) -> Path:
        """The private folder of the sockets; a short one elsewhere if `var` is deep."""
        record = self.var / "run-is-at"
        if record.is_symlink() and _is_private(record.readlink()):
            return record.readlink()
        usual = self.folder("run")
        if len(os.fsencode(usual / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH:
            return usual
        record.unlink(missing_ok=True)
        _link_once(record, Path(tempfile.mkdtemp(prefix="kapok-")))
        return record.readlink()

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def secret_key(self) -> str:
        """The key of this checkout: random, made once, readable by its owner alone."""
        path = self.folder("secrets") / "secret_key"
        if not path.exists():
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            _keep_first(draft, path)
        return path.read_text()

    def environment(self) -> dict[str, str]:
        """What a process has to be told to use the embedded services."""
        return {
            **self.running_demo(),
            "DATABASE_URL": f"postgresql://kapok@/kapok?host={quote(str(self.sockets))}",
            "REDIS_URL": f"unix://{quote(str(self.valkey_socket))}",
            "SECRET_KEY": self.secret_key,
            "DEMO": "1",
        }

    def running_demo(self) -> dict[str, str]:
        """What a demo that runs at this moment has decided, as its mail server."""
        note = self.folder("run") / "demo"
        if not note.exists() or locks.is_free(self.lock("demo")):
            return {}
        return dict(line.split("=", 1) for line in note.read_text().splitlines())

    def note_demo(self, decided: dict[str, str]) -> None:
        lines = [f"{name}={value}\n" for name, value in decided.items()]
        (self.folder("run") / "demo").write_text("".join(lines))


def _is_private(path: Path) -> bool:
    """Whether the folder is there, ours, and closed to everyone else."""
    if not path.is_dir() or path.is_symlink():
        return False
    ours = {os.geteuid()} if os.geteuid() else {0, NOBODY}
    return path.stat().st_uid in ours and not path.stat().st_mode & 0o077


def _link_once(record: Path, target: Path) -> None:
    """Point `record` at `target`, unless another process was quicker."""
    try:
        record.symlink_to(target)
    except FileExistsError:
        target.rmdir()


def _keep_first(draft: Path, path: Path) -> None:
    """Move a finished file into place, unless another process was quicker."""
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
