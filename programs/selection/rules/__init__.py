"""What the selection computes without the database."""

from programs.selection.rules.notices import windows

__all__ = ["windows"]
