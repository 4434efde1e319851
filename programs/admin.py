"""The staff desk's pages of the programs, for Django to find."""

from programs.applications.admin import ApplicationAdmin
from programs.calls.admin import CallAdmin
from programs.catalogue.admin import ProgramAdmin

__all__ = ["ApplicationAdmin", "CallAdmin", "ProgramAdmin"]
