"""A program before the public; its calls have pages of their own (bulletin)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from foundation.edges.rights import public
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
