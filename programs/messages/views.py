"""What a company and the commission write to each other, on one page for both."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from programs.applications.models import Application
from programs.applications.queries import listed
from programs.messages import actions, queries
from programs.messages.forms import MessageForm
from programs.messages.models import Enclosure


def find(request: HttpRequest, number: str) -> Application:
    """An application whose messages concern this person; any other does not exist."""
    application = get_object_or_404(listed(member(request)), number=number)
    if not queries.may_read(application, member(request)):
        raise Http404
    return application


@requires(Permission.READ_APPLICATIONS)
def conversation(request: HttpRequest, number: str) -> HttpResponse:
    """All that was written, and a form to write."""
    application, user = find(request, number), member(request)
    form = MessageForm(request.POST or None)
    files = [(one.name or "", one) for one in request.FILES.getlist("enclosed")]

    def send() -> None:
        actions.write(
            application,
            form.cleaned_data["text"],
            by=user,
            at=timezone.now(),
            files=files,
        )

    if request.method == "POST" and carried_out(form, send):
        messages.success(request, _("Your message has been sent."))
        return redirect("application-messages", application.number)
    lines = queries.conversation(application, user)
    actions.read(application, by=user, at=timezone.now())
    context = {
        "application": application,
        "lines": lines,
        "form": form if queries.side_of(application, user) else None,
        "breadcrumbs": [
            (_("Home"), "/"),
            (application.number, application.get_absolute_url()),
            (_("Messages"), ""),
        ],
    }
    return render(request, "programs/messages/conversation.html", context)


@requires(Permission.READ_APPLICATIONS)
def download(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A file that came with a message, to the same people."""
    application = find(request, number)
    rows = Enclosure.objects.filter(message__application=application)
    return download_of(get_object_or_404(rows.select_related("file"), pk=pk).file)
