"""Larger text for who wants it: kept in a cookie, so that it needs no account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from foundation.edges.rights import public

TEXT_COOKIE = "kapok_text"
A_YEAR = 365 * 24 * 60 * 60


@public
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember `size` ("large" or anything else), and go back to `next`."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    response = HttpResponseRedirect(wanted if ours else "/")
    if request.POST.get("size") == "large":
        response.set_cookie(
            TEXT_COOKIE,
            "large",
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(TEXT_COOKIE, samesite="Lax")
    return response
