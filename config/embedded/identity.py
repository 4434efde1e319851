"""As whom PostgreSQL runs: it refuses root, and whom the system has no name for."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from config.embedded.children import leashed
from config.embedded.failures import Unavailable
from config.embedded.leash import NOBODY
from config.embedded.places import Places

HOMES = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108  made private before use


def choose(program: Path) -> str:
    """Ourselves; else a namespace where we are nobody; without that, root is nobody."""
    if os.geteuid() and _has_name(os.geteuid()):
        return "self"
    trial = leashed([program, "--version"], identity="namespace")
    if subprocess.run(trial, capture_output=True, check=False).returncode == 0:
        return "namespace"
    if os.geteuid():
        raise Unavailable(
            f"PostgreSQL needs a name for user {os.geteuid()}: add one to /etc/passwd, "
            "or set DATABASE_URL."
        )
    return "nobody"


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def settle_nobody(places: Places, binaries: Path, data_name: str) -> Path:
    """Put what nobody must reach where nobody may enter; return the binaries' place."""
    if is_reachable(places.var / data_name):
        home = places.var
    else:
        home = _elsewhere(places)
        _link(places.var / "run-is-at", _owned(home / "run"))
        _link(places.var / data_name, _owned(home / data_name))
    _owned(home / "run")
    _owned(home / data_name)
    if is_reachable(binaries / "postgres"):
        return binaries
    copy = home / binaries.parent.name
    if not copy.exists():
        shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / binaries.name


def is_reachable(path: Path) -> bool:
    """Whether every folder above lets strangers through."""
    return all(folder.stat().st_mode & 0o001 for folder in path.absolute().parents)


def _elsewhere(places: Places) -> Path:
    """A folder outside a closed tree, remembered by a link."""
    record = places.var / "elsewhere"
    if not record.exists():
        parent = next(home for home in HOMES if os.access(home, os.W_OK))
        home = Path(tempfile.mkdtemp(prefix="kapok-", dir=parent))
        home.chmod(0o711)
        _link(record, home)
    return record.readlink()


def _owned(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, NOBODY, NOBODY)
    return folder


def _link(link: Path, target: Path) -> None:
    if not link.is_symlink():
        link.symlink_to(target)
