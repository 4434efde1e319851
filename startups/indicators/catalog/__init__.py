"""The indicators there are: every module beside this file is one."""

from importlib import import_module
from pkgutil import iter_modules

from startups.indicators.rules import Indicator

INDICATORS: dict[str, Indicator] = {}
for _found in iter_modules(__path__):
    _indicator = import_module(f"{__name__}.{_found.name}").INDICATOR
    if _indicator.code in INDICATORS:
        raise TypeError(f"two indicators are called {_indicator.code!r}")
    INDICATORS[_indicator.code] = _indicator


def choices() -> list[tuple[str, str]]:
    """Code and label; a callable, so that a new indicator needs no migration."""
    return [(code, str(indicator.label)) for code, indicator in INDICATORS.items()]
