"""The company's pages: begin, write, hand in, and see how an application stands."""

from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.pages import page_of
from foundation.edges.pages import press as take_move
from foundation.edges.rights import member, requires, signed_in
from foundation.files.actions import opened
from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.applications.actions import BY_VERB
from programs.applications.forms import BeginForm
from programs.applications.models import Application
from programs.applications.queries import corrections
from programs.applications.rules import EDITABLE, PLAIN
from programs.calls.models import Call
from startups.members.queries import named

OWN = {v: BY_VERB[v] for v in ("submit", "correct", "take_back", "withdraw")}


def find(request: HttpRequest, number: str, *also: str) -> Application:
    """An application that this person may see; any other does not exist.

    `also` is read in the same query.
    """
    seen = queries.listed(member(request))
    return get_object_or_404(
        seen.select_related(*also) if also else seen, number=number
    )


@requires(Permission.APPLY)
def mine(request: HttpRequest) -> HttpResponse:
    """The applications of the companies that this person acts for."""
    rows = queries.of_own_companies(member(request))
    context = {
        "page_obj": page_of(request, rows),
        "breadcrumbs": [(_("Home"), "/"), (_("My applications"), "")],
    }
    return render(request, "programs/applications/list.html", context)


@signed_in
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose company and type; whoever has begun already goes on where they were."""
    call = get_object_or_404(
        Call.objects.published().select_related("program"), slug=slug
    )
    user = member(request)
    form = BeginForm(request.POST or None, call=call, user=user)
    if request.method == "POST" and form.is_valid():
        return _begun(request, call, form)
    context = {
        "call": call,
        "form": form,
        "companies": form.fields["company"].queryset,  # type: ignore[attr-defined]  # a ModelChoiceField
        "types": call.program.rules.types,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(call), call.get_absolute_url()),
            (_("Apply"), ""),
        ],
    }
    return render(request, "programs/applications/begin.html", context)


def _begun(request: HttpRequest, call: Call, form: BeginForm) -> HttpResponse:
    chosen = form.cleaned_data
    application = actions.begin(
        call,
        chosen["company"],
        chosen["company_type"],
        by=member(request),
        at=timezone.now(),
    )
    page = (
        "application-edit" if application.status in EDITABLE else "application-detail"
    )
    return redirect(page, application.number)


@requires(Permission.READ_APPLICATIONS)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    application = find(request, number)
    context = standing_of(request, application)
    by_form = {"submit", "correct"} if context["edits"] else set()
    context["verbs"] = " ".join(OWN.keys() - by_form)
    context["breadcrumbs"] = [
        (_("Home"), "/"),
        (_("My applications"), reverse("applications-mine")),
        (application.number, ""),
    ]
    return render(request, "programs/applications/detail.html", context)


def standing_of(request: HttpRequest, application: Application) -> dict[str, Any]:
    """How an application stands, for the company and for its district."""
    user = member(request)
    stands, follows = PLAIN[application.status]
    receipt = queries.latest_submission(application)
    writes = user.may(Permission.APPLY, at=application)
    return {
        "application": application,
        "stands": stands,
        "follows": follows,
        "receipt": receipt,
        "edits": writes and application.status in EDITABLE,
        "closes_at": application.closes_at(),
        "reason": queries.last_word(application),
        "asked": corrections.under_way(application, receipt),
        "correction": getattr(application, "correction", None),
        "sections": queries.shown(application, receipt, to=user),
        "entries": queries.timeline(application, official=not writes),
    }


@require_POST
@requires(Permission.READ_APPLICATIONS)
def press(request: HttpRequest, number: str) -> HttpResponse:
    """A button: one move of the lifecycle, taken by its use case."""
    application = find(request, number)
    take_move(request, application, OWN)
    return redirect(application)


@requires(Permission.READ_APPLICATIONS)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What was handed in, when and by whom, to print and to keep."""
    application = find(request, number)
    found = queries.latest_submission(application)
    if found is None:
        raise Http404
    context = {
        "application": application,
        "receipt": found,
        "handed_in_by": named(
            found.submitted_by, application.company, found.submitted_at
        ),
        "sections": queries.handed_in(application, found),
        "breadcrumbs": [
            (_("Home"), "/"),
            (application.number, application.get_absolute_url()),
            (_("Receipt"), ""),
        ],
    }
    return render(request, "programs/applications/receipt.html", context)


@requires(Permission.READ_APPLICATIONS)
def download(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A file, to those who may see the application; no browser runs it as ours."""
    application = find(request, number)
    files = queries.files_for(application, to=member(request))
    attachment = get_object_or_404(files, pk=pk)
    try:
        content = opened(attachment.file)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(application)
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.file.name,
        content_type="application/octet-stream",
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
