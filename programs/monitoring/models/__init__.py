"""What an award owes after it was granted, and how far that has come.

The five yearly reports are written by the database with the award itself
(`award_brings_its_reports`), so no way of granting can forget them.
"""

from programs.monitoring.models.evaluations import Evaluation, EvaluationLine
from programs.monitoring.models.holds import held
from programs.monitoring.models.milestones import Finding, Milestone
from programs.monitoring.models.papers import (
    Filing,
    ReportFile,
    ReportReminder,
    SpendingLine,
)
from programs.monitoring.models.reports import YearReport, YearReportQuerySet

__all__ = [
    "Evaluation",
    "EvaluationLine",
    "Filing",
    "Finding",
    "Milestone",
    "ReportFile",
    "ReportReminder",
    "SpendingLine",
    "YearReport",
    "YearReportQuerySet",
    "held",
]
