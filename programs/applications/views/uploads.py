"""Files in pieces: announce one, send its pieces, ask how far it got, finish it."""

import json
from typing import Any
from uuid import UUID

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    UnreadablePostError,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from foundation.files.actions import append
from foundation.files.actions.uploading import LARGEST_PIECE
from foundation.files.models import Upload
from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.applications.models import Application, Incoming
from programs.applications.views.saving import state_of, writable

CONFLICT, TOO_LARGE = 409, 413


@require_POST
@requires(Permission.APPLY)
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Announce a file by its name and size; the answer says where to go on."""
    application = writable(request, number)
    try:
        sent = json.loads(request.body)
        question, user = str(sent["question"]), int(sent["user"])
        announced = _announced(sent)
    except (ValueError, TypeError, KeyError):
        return JsonResponse({"code": "malformed"}, status=400)
    if user != member(request).pk:
        return JsonResponse({"code": "other_user"}, status=CONFLICT)
    incoming = actions.expect(
        application, question, announced, by=member(request), at=timezone.now()
    )
    return JsonResponse(_progress(incoming.upload), status=201)


def _announced(sent: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": str(sent["name"]),
        "size": int(sent["size"]),
        "modified": int(sent.get("modified", 0)),
        "sha256": str(sent.get("sha256", "")),
    }


def _progress(upload: Upload) -> dict[str, Any]:
    return {"key": str(upload.key), "offset": upload.received, "size": upload.size}


def _mine(request: HttpRequest, number: str, key: UUID) -> tuple[Application, Incoming]:
    """An upload that this very person began for this application."""
    application = writable(request, number)
    rows = queries.begun_by(application, member(request))
    incoming = get_object_or_404(rows, upload=key)
    incoming.application = application
    return application, incoming


@requires(Permission.APPLY)
def piece(request: HttpRequest, number: str, key: UUID) -> HttpResponse:
    """GET says how far it got; PUT takes the piece at `Upload-Offset`; DELETE ends it.

    A piece from another place than where the file goes on is answered with 409 and the
    true offset, and changes nothing.
    """
    if request.method not in {"GET", "HEAD", "PUT", "DELETE"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "PUT", "DELETE"])
    application, incoming = _mine(request, number, key)
    if request.method == "PUT":
        return _taken(request, incoming.upload)
    if request.method == "DELETE":
        actions.forget(incoming, by=member(request))
        return JsonResponse(state_of(application))
    return JsonResponse(_progress(incoming.upload))


def _taken(request: HttpRequest, upload: Upload) -> HttpResponse:
    try:
        offset = int(request.headers["Upload-Offset"])
        if int(request.headers.get("Content-Length") or 0) > LARGEST_PIECE:
            return JsonResponse({"code": "too_large"}, status=TOO_LARGE)
        body = request.body
    except (KeyError, ValueError, UnreadablePostError):
        return JsonResponse({"code": "malformed"}, status=400)
    now = append(upload, body, offset=offset, at=timezone.now())
    if now.received != offset + len(body):
        return JsonResponse({"code": "offset"} | _progress(now), status=CONFLICT)
    return JsonResponse(_progress(now))


@require_POST
@requires(Permission.APPLY)
def finish(request: HttpRequest, number: str, key: UUID) -> HttpResponse:
    """Attach what has arrived; a file that is refused is forgotten, with the reason."""
    application, incoming = _mine(request, number, key)
    try:
        actions.take_in(incoming, by=member(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.code in {"file", "files"}:
            actions.forget(incoming, by=member(request))
        raise
    return JsonResponse(state_of(application))
