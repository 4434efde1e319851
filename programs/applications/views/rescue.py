"""What somebody posted after their sign-in had run out: kept until they are back.

The answers wait in the store of sessions, sealed to the person to whom the form was
shown. The browser holds only the key to them, so nothing is lost when a colleague signs
in there first, and nothing of it is shown to anybody else.
"""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.cache import BaseCache, caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.edges.rights import member

AUTHOR = "_author"  # ids of questions never begin with “_”
KEPT = "rescued"  # the cookie, and the beginning of the key
SALT = "programs.applications.rescue"
LONGEST = 14 * 24 * 60 * 60  # seconds that a page may stand open, and a text wait
MOST = 5  # pages of one form in one browser


def seal(user: User, number: str) -> str:
    """Goes into the form: for whom it was made."""
    return signing.dumps([user.pk, number], salt=SALT)


def keep(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what a page of ours sent without a sign-in, and lead to that."""
    page = reverse("application-edit", args=[number])
    answer = redirect_to_login(page)
    try:
        author, of = signing.loads(
            request.POST.get(AUTHOR, ""), salt=SALT, max_age=LONGEST
        )
    except signing.BadSignature:
        return answer
    if of != number:
        return answer
    posted = request.POST.copy()
    posted.pop("csrfmiddlewaretoken", None)
    key = _key(request) or secrets.token_urlsafe(32)
    _store(key, [*_waiting(key), [author, number, posted.urlencode()]])
    _hand_out(answer, key, page)
    messages.info(
        request,
        _("You have been signed out. What you typed is kept: sign in to go on."),
    )
    return answer


def taken(request: HttpRequest, number: str) -> QueryDict | None:
    """The first that this person had posted for this application, once."""
    key = _key(request)
    waiting = _waiting(key) if key else []
    mine = [one for one in waiting if one[:2] == [member(request).pk, number]]
    if not mine:
        return None
    _store(key, [one for one in waiting if one is not mine[0]])
    return QueryDict(mine[0][2], mutable=True)


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(KEPT, "")[:64]


def _hand_out(answer: HttpResponse, key: str, page: str) -> None:
    """For this page alone: a browser may hold texts of several applications."""
    answer.set_cookie(
        KEPT,
        key,
        max_age=LONGEST,
        path=page,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _waiting(key: str) -> list[list[Any]]:
    found: list[list[Any]] = _texts().get(f"{KEPT}:{key}", [])
    return found


def _store(key: str, texts: list[list[Any]]) -> None:
    """The same page posted twice waits once; of many, the last ones."""
    once = [text for at, text in enumerate(texts) if text not in texts[:at]]
    _texts().set(f"{KEPT}:{key}", once[-MOST:], LONGEST)


def _texts() -> BaseCache:
    return caches[settings.SESSION_CACHE_ALIAS]
