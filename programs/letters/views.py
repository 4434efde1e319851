"""The letters about an application: to read, to print, to verify."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.rights import member, requires
from programs.applications.models import Application
from programs.applications.queries import listed
from programs.letters import queries
from programs.letters.models import Letter
from programs.letters.rules import LABELS
from programs.printing.pdf import print_apart


def _application(request: HttpRequest, number: str) -> Application:
    return get_object_or_404(listed(member(request)), number=number)


def _find(request: HttpRequest, number: str, letter: str) -> Letter:
    """A letter that this person may read; any other does not exist."""
    rows = Letter.objects.all().visible_to(member(request))
    rows = rows.select_related("application__company", "application__call")
    return get_object_or_404(rows, application__number=number, number=letter)


@requires(Permission.READ_APPLICATIONS)
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """All letters about an application; the only one is opened at once."""
    application = _application(request, number)
    letters = queries.letters_of(application, member(request))
    if len(letters) == 1:
        return redirect(letters[0])
    context = {
        "application": application,
        "letters": [(letter, queries.said(letter)) for letter in letters],
        "breadcrumbs": [
            (_("Home"), "/"),
            (application.number, application.get_absolute_url()),
            (_("Letters"), ""),
        ],
    }
    return render(request, "programs/letters/list.html", context)


@requires(Permission.READ_APPLICATIONS)
def detail(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    """The letter as it was sent, in the reader's language."""
    found = _find(request, number, letter)
    context = {
        "letter": found,
        "told": queries.said(found),
        "labels": LABELS,
        "languages": queries.printed_in(),
        "breadcrumbs": [
            (_("Home"), "/"),
            (number, found.application.get_absolute_url()),
            (_("Letters"), reverse("application-letters", args=[number])),
            (found.number, ""),
        ],
    }
    return render(request, "programs/letters/detail.html", context)


@requires(Permission.READ_APPLICATIONS)
def letter_pdf(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    found = _find(request, number, letter)
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in queries.languages() else queries.languages()[0]
    content = print_apart(queries.page(found, language))
    name = queries.filename(found, language)
    return kept_by_reader(content, "application/pdf", name)


@requires(Permission.READ_APPLICATIONS)
def letter_record(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    """The canonical bytes: their SHA-256 is the letter's."""
    found = _find(request, number, letter)
    content = queries.record_of(found)
    return kept_by_reader(content, "application/json", f"{found.number}.json")
