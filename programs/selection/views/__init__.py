"""Public notices, for everyone: the list, each with its companies, and objecting."""

from programs.selection.views.notices import detail, listing
from programs.selection.views.objections import objection

__all__ = ["detail", "listing", "objection"]
