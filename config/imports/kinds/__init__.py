"""The kinds of file that can be imported: every module beside this file is one."""

from importlib import import_module
from pkgutil import iter_modules

from config.imports.kind import Kind

KINDS: dict[str, type[Kind]] = {}
for _found in iter_modules(__path__):
    KINDS[_found.name] = import_module(f"{__name__}.{_found.name}").KIND
