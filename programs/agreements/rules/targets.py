"""Targets of awards, which are kept by a slice above this one.

A change of a target is asked for and decided here; whoever keeps the targets says which
there are and writes down what was decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

_KEEPERS: list["Keeper"] = []


@dataclass(frozen=True, slots=True)
class Target:
    """What an award is given for, as far as it can still be changed."""

    key: str
    title: str
    unit: str
    value: Decimal
    due_on: date


class Keeper(Protocol):
    """Where targets are kept."""

    def targets_of(self, award: Any) -> Sequence[Target]: ...

    def change_target(
        self, target: Target, value: Decimal, *, reason: str, by: Any, at: datetime
    ) -> None: ...


def keeps_targets(keeper: Keeper) -> Keeper:
    """Say once, when the project starts, where targets are kept."""
    _KEEPERS[:] = [keeper]
    return keeper


def keeper() -> Keeper | None:
    return _KEEPERS[0] if _KEEPERS else None


def targets_of(award: Any) -> Sequence[Target]:
    """Those of an award that can be changed."""
    kept = keeper()
    return kept.targets_of(award) if kept else ()
