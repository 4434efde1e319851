"""Who looks again when something about a company has been decided: slices above this.

What they conclude from a company's name or account is theirs; here is said that it is
another one now.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar


class Onlooker(Protocol):
    def __call__(self, company: Any, *, at: datetime) -> None: ...


Looks = TypeVar("Looks", bound=Callable[..., None])
_ONLOOKERS: list[Onlooker] = []


def looks_on(look: Looks) -> Looks:
    """Say once, when the project starts, who looks again."""
    _ONLOOKERS.append(look)
    return look


def have_looked_at(company: Any, *, at: datetime) -> None:
    """Let everybody look again who concludes something from this company's facts."""
    for look in _ONLOOKERS:
        look(company, at=at)
