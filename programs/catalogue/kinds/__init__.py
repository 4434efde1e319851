"""The kinds of program there are: every module beside this file is one."""

from importlib import import_module
from pkgutil import iter_modules

from programs.catalogue.rules import Kind

KINDS: dict[str, Kind] = {}
for _found in iter_modules(__path__):
    _kind = import_module(f"{__name__}.{_found.name}").KIND
    if _kind.code in KINDS:
        raise TypeError(f"two kinds of program are called {_kind.code!r}")
    KINDS[_kind.code] = _kind


def choices() -> list[tuple[str, str]]:
    """Code and label; a callable, so that a new kind needs no migration."""
    return [(code, str(kind.label)) for code, kind in KINDS.items()]
