"""Public notices, for everyone: the list, each with its companies, and objecting."""

from programs.selection.views.notices import (
    attachment,
    changes,
    detail,
    listing,
    notice_pdf,
    notice_record,
    preview,
    preview_attachment,
    preview_pdf,
)
from programs.selection.views.objections import ask, evidence, objection, status

__all__ = [
    "ask",
    "attachment",
    "changes",
    "detail",
    "evidence",
    "listing",
    "notice_pdf",
    "notice_record",
    "objection",
    "preview",
    "preview_attachment",
    "preview_pdf",
    "status",
]
