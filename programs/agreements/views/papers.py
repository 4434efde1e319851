"""The papers about an award: to read, to print, to sign, to verify."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of, kept_by_reader
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from programs.agreements import actions, queries
from programs.agreements.forms import SignForm
from programs.agreements.models import Agreement
from programs.agreements.states import NEXT, Status
from programs.awards.models import Award
from programs.printing.pdf import print_apart


def find_award(request: HttpRequest, number: str) -> Award:
    """An award that this person may read; any other does not exist."""
    rows = Award.objects.all().visible_to(member(request))
    return get_object_or_404(rows.select_related("company", "program"), number=number)


def _find(request: HttpRequest, number: str, paper: str) -> Agreement:
    rows = Agreement.objects.all().visible_to(member(request)).filter(number=paper)
    rows = rows.select_related(
        "award__company", "award__program", "signed_copy", "amends",
        "issued_by", "signed_by", "countersigned_by",
    )  # fmt: skip
    return get_object_or_404(rows, award__number=number)


@requires(Permission.READ_AWARDS)
def agreements(request: HttpRequest, number: str) -> HttpResponse:
    """All versions of the paper; the only one is opened at once."""
    award = find_award(request, number)
    papers = list(award.agreements.select_related("award").defer("content"))
    if len(papers) == 1:
        return redirect(papers[0])
    context = {
        "award": award,
        "papers": papers,
        "breadcrumbs": [
            (_("Home"), "/"),
            (award.number, award.get_absolute_url()),
            (_("Agreements"), ""),
        ],
    }
    return render(request, "programs/agreements/list.html", context)


@requires(Permission.READ_AWARDS)
def agreement(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """The paper as it was issued, what comes next, and where it is signed."""
    found, user = _find(request, number, paper), member(request)
    signs = found.status == Status.ISSUED and user.may(
        Permission.SIGN_AGREEMENT, at=found
    )
    form = SignForm(request.POST or None, request.FILES or None) if signs else None

    def sign() -> None:
        if form is not None:
            copy = form.cleaned_data["signed_copy"]
            actions.sign(found, copy=(copy.name, copy), by=user, at=timezone.now())

    if request.method == "POST" and form is not None and carried_out(form, sign):
        messages.success(
            request, _("Signed. The city countersigns next; you will be told.")
        )
        return redirect(found)
    context = {
        "agreement": found,
        "award": found.award,
        "told": queries.said(found),
        "form": form,
        "languages": [(code, str(name)) for code, name in settings.LANGUAGES],
        "next": NEXT[found.status],
        "breadcrumbs": [
            (_("Home"), "/"),
            (number, found.award.get_absolute_url()),
            (_("Agreements"), reverse("award-agreements", args=[number])),
            (found.number, ""),
        ],
    }
    return render(request, "programs/agreements/detail.html", context)


@requires(Permission.READ_AWARDS)
def agreement_pdf(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    found = _find(request, number, paper)
    codes = [code for code, __ in settings.LANGUAGES]
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in codes else codes[0]
    content = print_apart(queries.page(found, language))
    name = queries.filename(found, language)
    return kept_by_reader(content, "application/pdf", name)


@requires(Permission.READ_AWARDS)
def agreement_record(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """The canonical bytes: their SHA-256 is the agreement's."""
    found = _find(request, number, paper)
    content = queries.record_of(found)
    return kept_by_reader(content, "application/json", f"{found.number}.json")


@requires(Permission.READ_AWARDS)
def signed_copy(request: HttpRequest, number: str, paper: str) -> HttpResponseBase:
    """The copy that the company handed in, to the same people."""
    found = _find(request, number, paper)
    if found.signed_copy is None:
        raise Http404
    return download_of(found.signed_copy)
