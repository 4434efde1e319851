"""Handing a stored file over, so that no browser runs it as a page of ours."""

from django.http import FileResponse

from foundation.files.actions import opened
from foundation.files.models import StoredFile


def download_of(stored: StoredFile) -> FileResponse:
    """The file to save; whether this person may have it was asked before."""
    answer = FileResponse(
        opened(stored),
        as_attachment=True,
        filename=stored.name,
        content_type="application/octet-stream",
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
