"""The account of an award as of a day, for its company, its district and staff."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.pages import page_of
from foundation.edges.rights import member, requires
from foundation.periods import city_day
from foundation.sheets import XLSX
from programs.awards.models import Award, Place
from programs.awards.queries import derivation
from programs.books import queries
from programs.books.forms import DayForm
from programs.books.rendering import statements
from programs.printing.pdf import print_apart
from programs.recovery.queries import demands_on


@requires(Permission.READ_AWARDS)
def listing(request: HttpRequest) -> HttpResponse:
    """The awards and places that this person has to do with."""
    user = member(request)
    awards = Award.objects.all().visible_to(user).select_related("program", "company")
    places = Place.objects.all().visible_to(user).select_related("program", "company")
    context = {
        "page_obj": page_of(request, awards),
        "places": page_of(request, places),
        "breadcrumbs": [(_("Home"), "/"), (_("Awards"), "")],
    }
    return render(request, "programs/books/awards.html", context)


def asked(request: HttpRequest, number: str) -> queries.Account:
    """The account that this person may read, as of the day that they ask for."""
    rows = Award.objects.filter(Award.objects.all().reached(member(request)))
    rows = rows.select_related("program", "company")
    award = get_object_or_404(rows, number=number)
    today = city_day(timezone.now())
    on = DayForm(request.GET).chosen(today)
    return queries.account(award, on, today=today)


@requires(Permission.READ_AWARDS)
def account(request: HttpRequest, number: str) -> HttpResponse:
    """What is promised, what it waits for, what was paid and what is left."""
    told = asked(request, number)
    today = city_day(timezone.now())
    form = DayForm(request.GET or {"on": today.isoformat()})
    context = {
        "account": told,
        "award": told.award,
        "position": told.position,
        "form": form,
        "is_past": told.on < today,
        "demands": demands_on(told.award, member(request)) if told.on == today else [],
        "today": today,
        "languages": settings.LANGUAGES,
        "derivation": derivation(told.award),
        "decided": _decided(told, today),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Awards"), reverse("awards-list")),
            (told.award.number, ""),
        ],
    }
    return render(request, "programs/books/account.html", context)


def _language(request: HttpRequest) -> str:
    asked_for = request.GET.get("language") or get_language() or ""
    known = [code for code, __ in settings.LANGUAGES]
    return asked_for if asked_for in known else known[0]


@requires(Permission.READ_AWARDS)
def statement_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The statement to print, as of the day that is asked for."""
    language = _language(request)
    with translation.override(language):
        told = asked(request, number)
    content = print_apart(statements.page(told, language, timezone.now()))
    name = statements.filename(told, language, "pdf")
    return kept_by_reader(content, "application/pdf", name)


@requires(Permission.READ_AWARDS)
def statement_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """The statement to compute with."""
    language = _language(request)
    with translation.override(language):
        told = asked(request, number)
    content = statements.workbook(told, language, timezone.now())
    name = statements.filename(told, language, "xlsx")
    return kept_by_reader(content, XLSX, name)


def _decided(told: queries.Account, today: date) -> bool:
    """Whether there was an award on that day at all."""
    return bool(told.position.promised) or told.on == today
