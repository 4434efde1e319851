"""Handing a stored file over, so that no browser runs it as a page of ours."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

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


def kept_by_reader(content: bytes, media: str, name: str) -> HttpResponse:
    """A paper made for one reader: saved under its name, kept by nobody between."""
    headers = {"Cache-Control": "private, no-store"}
    if shown := content_disposition_header(as_attachment=True, filename=name):
        headers["Content-Disposition"] = shown
    return HttpResponse(content, content_type=media, headers=headers)
