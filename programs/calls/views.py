"""Programs and their calls before the public: what is open, what it asks, how long."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.edges.pages import page_of
from foundation.edges.rights import public
from programs.calls import queries
from programs.calls.models import Call
from programs.catalogue.models import Program


@public
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """A program: what it is for, how it stands, and the calls it has had."""
    found = get_object_or_404(Program, slug=slug)
    context = {
        "program": found,
        "calls": found.calls.published().order_by("-closes_at"),
        "types": found.rules.types,
        "breadcrumbs": [(_("Home"), "/"), (str(found), "")],
    }
    return render(request, "programs/catalogue/detail.html", context)


@public
def listing(request: HttpRequest) -> HttpResponse:
    calls = queries.listed(timezone.now())
    context = {
        "page_obj": page_of(request, calls),
        "breadcrumbs": [(_("Home"), "/"), (_("Calls"), "")],
    }
    return render(request, "programs/calls/list.html", context)


@public
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(_shown_to(request.user), slug=slug)
    form = call.form_versions.first()
    context = {
        "call": call,
        "sections": form.schema.get("sections", []) if form else [],
        "types": call.program.rules.types,
        "is_open": call.is_open(timezone.now()),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Calls"), reverse("calls-list")),
            (str(call), ""),
        ],
    }
    return render(request, "programs/calls/detail.html", context)


def _shown_to(reader: object) -> QuerySet[Call]:
    """What has been published; to those who prepare a call, that one as well."""
    calls = Call.objects.select_related("program")
    if isinstance(reader, User):
        return calls.visible_to(reader)
    return calls.published()
