"""The staff desk's pages of the programs, for Django to find."""

from programs.applications.admin import ApplicationAdmin
from programs.calls.admin import CallAdmin
from programs.catalogue.admin import ProgramAdmin
from programs.reports.admin import DeliveryAdmin, IssueAdmin, RunAdmin, ScheduleAdmin

__all__ = [
    "ApplicationAdmin",
    "CallAdmin",
    "DeliveryAdmin",
    "IssueAdmin",
    "ProgramAdmin",
    "RunAdmin",
    "ScheduleAdmin",
]
