"""How Kapok answers at its edges: rights before any view, and what a no looks like.

A refusal is a sentence on the page that the person came from, and a problem document
(RFC 9457) with status 409 in the API.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from foundation.edges.rights import PUBLIC, SIGNED_IN, admits, member, rights_of
from foundation.refusals import Refusal, refusal_for

# Views of libraries cannot be marked; their place in the address tree says who may.
LIBRARIES = {
    "allauth": (PUBLIC,),  # each of its views knows whether it needs an account
    "django.contrib.admin": ("see_desk",),
    "django.contrib.staticfiles": (PUBLIC,),
    "django.views.i18n": (PUBLIC,),
    "drf_spectacular": (SIGNED_IN,),
    "unfold": ("see_desk",),
    "foundation.edges.lists": ("see_desk",),
    "foundation.edges.staff": ("see_desk",),
}


class RightsMiddleware:
    """A view that states no right answers nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if any("\0" in str(value) for value in kwargs.values()):
            raise Http404  # no text in the database has it, and asking is an error
        rights = stated_rights(view)
        if rights is None:
            raise PermissionDenied
        if admits(rights, request.user):
            if PUBLIC not in rights:
                request.user = member(request).itself
            return None
        if request.user.is_authenticated or request.path.startswith("/api/"):
            if getattr(view, "cls", None) is not None:
                return None  # REST answers in its own words, and by the same rights
            raise PermissionDenied
        if wants_json(request):
            return JsonResponse({"code": "signed_out"}, status=401)
        keep = getattr(view, "rescue", None)
        if keep is not None and request.method == "POST":
            kept: HttpResponse = keep(request, **kwargs)  # with what was sent to it
            return kept
        return redirect_to_login(request.get_full_path())


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which wants to be told and not led elsewhere."""
    return request.headers.get("Accept", "").startswith("application/json")


def stated_rights(view: Any) -> tuple[str, ...] | None:
    """The rights that a view is marked with, or those of the library it comes from."""
    marked = rights_of(view)
    if marked is not None:
        return marked
    owner = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    module = getattr(owner, "__module__", "")
    if hasattr(view, "model_admin") or hasattr(view, "admin_site"):
        return LIBRARIES["django.contrib.admin"]
    return next(
        (rights for name, rights in LIBRARIES.items() if module.startswith(name)), None
    )


class RefusalMiddleware:
    """Say no on the page that the person came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        asks = wants_json(request)
        if not isinstance(error, Refusal) or not (asks or request.method == "POST"):
            return None
        if asks:
            return _told(error)
        messages.error(request, error.sentence)
        return HttpResponseRedirect(_came_from(request))


def _told(refusal: Refusal) -> JsonResponse:
    code = getattr(refusal, "code", "") or "refused"
    return JsonResponse({"code": code, "said": refusal.sentence}, status=409)


def _came_from(request: HttpRequest) -> str:
    """Back to a page of ours, or home."""
    referrer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()})
    if not ours:
        return "/"
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of the API as a problem document (RFC 9457)."""
    refusal = error if isinstance(error, Refusal) else refusal_for(error)
    if refusal is not None:
        code = getattr(refusal, "code", "") or "refused"
        return _problem(status.HTTP_409_CONFLICT, code, refusal.sentence)
    error = _as_the_framework_says_it(error)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    problem = _problem(answer.status_code, _code(error), _detail(error))
    if isinstance(error, exceptions.ValidationError):
        problem.data["errors"] = answer.data
    for name, value in answer.headers.items():
        if name in {"Retry-After", "WWW-Authenticate", "Allow"}:
            problem[name] = value
    return problem


def _as_the_framework_says_it(error: Exception) -> Exception:
    """What Django raises has no code and no sentence; its counterpart has both."""
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, DjangoValidationError):
        return exceptions.ValidationError(error.messages)
    return error


def _code(error: Exception) -> str:
    codes = getattr(error, "get_codes", lambda: "error")()
    return codes if isinstance(codes, str) else "invalid"


def _detail(error: Exception) -> str:
    detail = getattr(error, "detail", None)
    return str(detail) if isinstance(detail, str) else _("Some values are not right.")


def _problem(number: int, code: str, detail: str) -> Response:
    body = {"type": f"urn:kapok:problem:{code}", "status": number, "code": code}
    body |= {"title": code.replace("_", " "), "detail": detail}
    return Response(body, number, content_type="application/problem+json")
