"""Who is signed in on this browser now, for a page that was loaded some time ago."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.edges.rights import public


@require_GET
@public
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """The person's own key, or null, and a token that the next POST is taken with."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


urlpatterns = [path("", session, name="session")]
