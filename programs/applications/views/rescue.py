"""What somebody posted after their sign-in had run out: kept until they are back.

The answers wait in the fresh session of that browser, sealed to the person to whom the
form was shown. Whoever else signs in finds nothing, and what waited is gone.
"""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.edges.rights import member

AUTHOR = "_author"  # ids of questions never begin with “_”
KEPT = "rescued"
SALT = "programs.applications.rescue"
LONGEST = 14 * 24 * 60 * 60  # seconds that a page may stand open


def seal(user: User, number: str) -> str:
    """Goes into the form: for whom it was made."""
    return signing.dumps([user.pk, number], salt=SALT)


def keep(request: HttpRequest, number: str) -> str:
    """Keep what a page of ours sent without a sign-in; where to go on after it."""
    try:
        author, of = signing.loads(
            request.POST.get(AUTHOR, ""), salt=SALT, max_age=LONGEST
        )
    except signing.BadSignature:
        return request.path
    if of == number:
        posted = request.POST.copy()
        posted.pop("csrfmiddlewaretoken", None)
        sent = posted.urlencode()
        request.session[KEPT] = {"user": author, "number": number, "posted": sent}
        messages.info(
            request,
            _("You have been signed out. What you typed is kept: sign in to go on."),
        )
    return reverse("application-edit", args=[number])


def taken(request: HttpRequest, number: str) -> QueryDict | None:
    """What this person had posted for this application, once."""
    kept = request.session.pop(KEPT, None)
    if not kept or (kept["user"], kept["number"]) != (member(request).pk, number):
        return None
    return QueryDict(kept["posted"], mutable=True)
