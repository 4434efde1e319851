"""The pages of what an award owes: for its company, its district and the city."""

from programs.monitoring.views.district import desk
from programs.monitoring.views.obligations import claim, evidence, finding, obligations
from programs.monitoring.views.papers import (
    evaluation_pdf,
    evaluation_record,
    filing_record,
)
from programs.monitoring.views.reports import press, remove_file, report, report_file

__all__ = [
    "claim",
    "desk",
    "evaluation_pdf",
    "evaluation_record",
    "evidence",
    "filing_record",
    "finding",
    "obligations",
    "press",
    "remove_file",
    "report",
    "report_file",
]
