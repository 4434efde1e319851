"""Where people choose what they are told, and where a mail's way out leads."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from foundation.edges.rights import member, public, signed_in
from foundation.notifications import actions
from foundation.notifications.forms import WishesForm
from foundation.notifications.queries import stopped_by, stopping
from foundation.outbox.states import Kind


@signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    """What somebody is told at once, once a day, or never."""
    user = member(request)
    form = WishesForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.prefer(user, form.wishes, by=user, at=timezone.now())
        messages.success(request, _("Your choice is kept."))
        return redirect("notifications")
    context = {
        "form": form,
        "breadcrumbs": [(_("Home"), "/"), (_("Notifications"), "")],
    }
    return render(request, "notifications/choose.html", context)


@csrf_exempt
@public
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of one kind of mail: the signed link names whose and which.

    Opening it changes nothing; the button does, and so does the one POST that a mail
    program sends by itself (RFC 8058), which is why no cookie is asked for.
    """
    found = stopped_by(token)
    if found is None:
        raise Http404
    user, kind = found
    done = request.method == "POST"
    if done:
        actions.prefer(user, stopping(user, kind), by=user, at=timezone.now())
    context = {
        "kind": kind.label,
        "is_digest": kind == Kind.DIGEST,
        "done": done,
        "breadcrumbs": [(_("Home"), "/"), (_("Notifications"), "")],
    }
    return render(request, "notifications/stop.html", context)
