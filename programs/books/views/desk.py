"""The books of programs on the desk: all awards, what is to come, what waits."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.pages import page_of
from foundation.edges.rights import member, requires
from foundation.journal.actions import record
from foundation.periods import city_day
from foundation.sheets import XLSX
from programs.awards.models import Award
from programs.books import queries
from programs.books.forms import DayForm
from programs.books.rendering import books
from programs.catalogue.models import Program
from startups.companies.models import Company


def find(request: HttpRequest, slug: str) -> Program:
    rows = Program.objects.all().within(member(request), Permission.READ_MONEY)
    return get_object_or_404(rows, slug=slug)


def way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Books"), reverse("books-list") if more else ""), *more]


def _to_program(program: Program, label: str) -> list[tuple[str, str]]:
    return way(
        (str(program), reverse("program-book", args=[program.slug])), (label, "")
    )


def _today() -> date:
    return city_day(timezone.now())


@requires(Permission.READ_MONEY)
def listing(request: HttpRequest) -> HttpResponse:
    """The programs that this person keeps books of."""
    rows = Program.objects.all().within(member(request), Permission.READ_MONEY)
    context = {
        "programs": [each for each in rows if each.rules.pays],
        "breadcrumbs": way(),
    }
    return render(request, "programs/books/list.html", context)


@requires(Permission.READ_MONEY)
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Every award of a program at the end of a day, and what they add up to."""
    program, today = find(request, slug), _today()
    on = DayForm(request.GET).chosen(today)
    context = {
        "program": program,
        "book": queries.book(_awards(request, program), on, today=today),
        "form": DayForm(request.GET or {"on": today.isoformat()}),
        "is_past": on < today,
        "breadcrumbs": way((str(program), "")),
    }
    return render(request, "programs/books/book.html", context)


def _awards(request: HttpRequest, program: Program) -> "queries.Awards":
    seen: queries.Awards = Award.objects.all().visible_to(member(request))
    return seen.filter(program=program)


@requires(Permission.READ_MONEY)
def book_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The book to compute with; the journal says who took it along."""
    program, today = find(request, slug), _today()
    on = DayForm(request.GET).chosen(today)
    told = queries.book(_awards(request, program), on, today=today)
    record(program, "export_book", by=member(request), on=on.isoformat())
    content = books.workbook(told, str(program), get_language() or "", timezone.now())
    return kept_by_reader(content, XLSX, f"{program.slug}-{on:%Y%m%d}.xlsx")


@requires(Permission.READ_MONEY)
def forecast(request: HttpRequest, slug: str) -> HttpResponse:
    """What falls due month by month, and whether the budget lines bear it."""
    program = find(request, slug)
    context = {
        "program": program,
        "forecast": queries.forecast(program, _today()),
        "today": _today(),
        "breadcrumbs": _to_program(program, _("Forecast")),
    }
    return render(request, "programs/books/forecast.html", context)


@requires(Permission.READ_MONEY)
def ties(request: HttpRequest, slug: str) -> HttpResponse:
    """What the awarded companies of a program have in common with others."""
    program = find(request, slug)
    companies = set(_awards(request, program).values_list("company", flat=True))
    found = [
        note
        for note in queries.notes(companies, _today())
        if note.other not in companies or note.company < note.other
    ]
    named = Company.objects.in_bulk({note.company for note in found})
    context = {
        "program": program,
        "notes": [(named[note.company], note) for note in found],
        "breadcrumbs": _to_program(program, _("Double funding")),
    }
    return render(request, "programs/books/ties.html", context)


@requires(Permission.READ_MONEY)
def waiting(request: HttpRequest) -> HttpResponse:
    """Payments that wait, for whom and how long; and what nobody has asked for."""
    user, now = member(request), timezone.now()
    rows = queries.waiting(user, now)
    context = {
        "rows": rows,
        "steps": queries.steps(rows),
        "ages": queries.ages(rows),
        "page_obj": page_of(request, queries.unasked(user, city_day(now))),
        "today": city_day(now),
        "breadcrumbs": way((_("Payments that wait"), "")),
    }
    return render(request, "programs/books/waiting.html", context)


@requires(Permission.READ_AWARDS)
def public_money(request: HttpRequest, pk: int) -> HttpResponse:
    """All that a company was given, by whomever; to staff with what it shares."""
    user = member(request)
    rows = Company.objects.all().within(user, Permission.READ_AWARDS)
    company = get_object_or_404(rows.select_related("district"), pk=pk)
    judges = user.may(Permission.READ_MONEY)
    found = queries.notes([company.pk], _today()) if judges else []
    context = {
        "company": company,
        "money": queries.public_money(company, _today()),
        "judges": judges,
        "notes": [(company, note) for note in found],
        "breadcrumbs": [
            (_("Home"), "/"),
            (company.name, company.get_absolute_url()),
            (_("Public money"), ""),
        ],
    }
    return render(request, "programs/books/public_money.html", context)
