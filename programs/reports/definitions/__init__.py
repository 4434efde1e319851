"""The reports there are: every module beside this file is one."""

from importlib import import_module
from pkgutil import iter_modules

from foundation.translated import pick
from programs.reports.rules import Definition

DEFINITIONS: dict[str, Definition] = {}
for _found in iter_modules(__path__):
    _definition = import_module(f"{__name__}.{_found.name}").DEFINITION
    if _definition.code in DEFINITIONS:
        raise TypeError(f"two reports are called {_definition.code!r}")
    DEFINITIONS[_definition.code] = _definition


def choices() -> list[tuple[str, str]]:
    """Code and title; a callable, so that a new report needs no migration."""
    return [(code, pick(found.title)) for code, found in DEFINITIONS.items()]
