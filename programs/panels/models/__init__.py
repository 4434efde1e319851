"""Panels of experts: planned, drawn by lot, confirmed by another person, at work."""

from programs.panels.models.draws import Draw, DrawConfirmation
from programs.panels.models.panels import Panel, PanelCase
from programs.panels.models.seats import Seat

__all__ = ["Draw", "DrawConfirmation", "Panel", "PanelCase", "Seat"]
