"""Planning a panel, drawing it, confirming the draw, and filling its seats."""

from programs.panels.actions.answering import accept, decline, excuse, invite
from programs.panels.actions.drawing import begin, confirm, draw
from programs.panels.actions.ending import discard, dissolve
from programs.panels.actions.planning import choose, plan, replan

__all__ = [
    "accept",
    "begin",
    "choose",
    "confirm",
    "decline",
    "discard",
    "dissolve",
    "draw",
    "excuse",
    "invite",
    "plan",
    "replan",
]
