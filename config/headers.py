"""Headers that no library sets for us, and the one prefix with a relaxed policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    """Relax the content policy for the themed admin; keep people's pages out of caches.

    Stands inside django-csp's middleware, which writes the policy on the way out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        if request.path_info.startswith(settings.RELAXED_POLICY_PREFIX):
            response._csp_update = settings.RELAXED_POLICY
        return response
