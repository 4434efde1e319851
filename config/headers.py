"""Headers that no library sets for us, and the one prefix with a relaxed policy."""

from collections.abc import Callable

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    """Relax the content policy for the themed admin; keep people's pages out of caches.

    Stands inside django-csp's middleware, which writes the policy on the way out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.strict = get_response
        self.relaxed = csp_update(settings.RELAXED_POLICY)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_themed = request.path_info.startswith(settings.RELAXED_POLICY_PREFIX)
        response = self.relaxed(request) if is_themed else self.strict(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
