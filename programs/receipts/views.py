"""The receipt to keep: as PDF in either language, and the record that it stands for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from programs.applications.models import Submission
from programs.applications.queries import listed
from programs.receipts.queries import LANGUAGES, filename, page, record, submission_of
from programs.receipts.rendering.pdf import render_apart


def find(request: HttpRequest, number: str) -> Submission:
    """What was handed in, of an application that this person may see."""
    application = get_object_or_404(listed(member(request)), number=number)
    wanted = request.GET.get("submission", "")
    receipt = submission_of(application, wanted)
    if receipt is None:
        raise Http404
    receipt.application = application
    return receipt


@requires(Permission.READ_APPLICATIONS)
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    receipt = find(request, number)
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    content = render_apart(page(receipt, language))
    return _kept(content, "application/pdf", filename(receipt, language))


@requires(Permission.READ_APPLICATIONS)
def receipt_record(request: HttpRequest, number: str) -> HttpResponse:
    """The canonical bytes: their SHA-256 is the receipt's."""
    receipt = find(request, number)
    name = f"{number}-{receipt.sequence}.json"
    return _kept(record(receipt), "application/json", name)


def _kept(content: bytes, media: str, name: str) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store"}
    if shown := content_disposition_header(as_attachment=True, filename=name):
        headers["Content-Disposition"] = shown
    return HttpResponse(content, content_type=media, headers=headers)
