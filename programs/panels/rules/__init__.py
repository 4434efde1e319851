"""Panels: what they must be made of, who is drawn, and who reads what (D§2.5)."""

from programs.panels.rules.composing import Composition, Person, departures, successor
from programs.panels.rules.drawing import Drawn, Impossible, draw, fingerprint, replay

__all__ = [
    "Composition",
    "Drawn",
    "Impossible",
    "Person",
    "departures",
    "draw",
    "fingerprint",
    "replay",
    "successor",
]
