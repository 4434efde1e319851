"""Filing yearly returns, and the district's list of those to check."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.pages import UseCase, carried_out, page_of, press
from foundation.edges.rights import member, requires
from startups.companies.queries import companies_of
from startups.indicators import actions
from startups.indicators.forms import FiguresForm, StatusForm, YearForm
from startups.indicators.models import Return
from startups.indicators.queries import figures_of, last_word, oddities
from startups.indicators.states import Status

BUTTONS: Mapping[str, UseCase] = {
    "submit": actions.submit,
    "send_back": actions.send_back,
    "endorse": actions.endorse,
    "confirm": actions.confirm,
}
CHECKS = ("send_back", "endorse", "confirm")


@requires(Permission.FILE_RETURN)
def mine(request: HttpRequest) -> HttpResponse:
    """The returns of the companies that this person acts for, and beginning one."""
    user = member(request)
    companies = list(companies_of(user).order_by("name"))
    rows = Return.objects.filter(company__in=companies).select_related("company")
    context = {
        "companies": companies,
        "form": YearForm(this_year=timezone.localdate().year),
        "page_obj": page_of(request, rows.order_by("-year", "company__name")),
        "breadcrumbs": [(_("Home"), "/"), (_("Yearly returns"), "")],
    }
    return render(request, "startups/indicators/mine.html", context)


@require_POST
@requires(Permission.FILE_RETURN)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the return of a year, or go on with it."""
    company = get_object_or_404(companies_of(member(request)), pk=pk)
    form = YearForm(request.POST, this_year=timezone.localdate().year)
    if not form.is_valid():
        return redirect("indicators-mine")
    year = form.cleaned_data["year"]
    actions.open_return(company, year, by=member(request), at=timezone.now())
    return redirect("return-detail", company.pk, year)


def find(request: HttpRequest, pk: int, year: int) -> Return:
    rows = Return.objects.all().visible_to(member(request))
    rows = rows.select_related("company__district")
    return get_object_or_404(rows, company=pk, year=year)


@requires(Permission.READ_RETURNS)
def detail(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """A return: a form while it is open to this person, else the figures."""
    filed = find(request, pk, year)
    files = member(request).may(Permission.FILE_RETURN, at=filed)
    is_open = filed.status == Status.OPEN and files
    if request.method == "POST" and is_open:
        return _saved(request, filed)
    form = FiguresForm(initial=_plain(figures_of(filed.company, year)))
    context = _shown(filed, form) | {
        "edits": is_open,
        "files": files,
        "checks": " ".join(CHECKS),
    }
    return render(request, "startups/indicators/detail.html", context)


def _plain(figures: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Without needless decimals, as somebody would type them."""
    return {c: v.quantize(Decimal(1)) if v == int(v) else v for c, v in figures.items()}


def _saved(request: HttpRequest, filed: Return) -> HttpResponse:
    """Keep what was typed; then hand it in when that was the button."""
    form = FiguresForm(request.POST)
    by, at = member(request), timezone.now()
    figures = form.cleaned_data if form.is_valid() else {}
    if not carried_out(form, lambda: actions.save_values(filed, figures, by=by, at=at)):
        context = _shown(filed, form) | {"edits": True, "files": True}
        return render(request, "startups/indicators/detail.html", context)
    messages.success(request, _("The figures are saved."))
    if request.POST.get("go") == "submit":
        actions.submit(filed, by=by, at=at)
        messages.success(request, _("The return has been handed in."))
    return redirect("return-detail", filed.company_id, filed.year)


def _shown(filed: Return, form: FiguresForm) -> dict[str, Any]:
    company, year = filed.company, filed.year
    last_year = figures_of(company, year - 1)
    return {
        "filed": filed,
        "company": company,
        "form": form,
        "groups": list(form.groups(last_year, oddities(filed))),
        "before": year - 1,
        "reason": last_word(filed),
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(company), company.get_absolute_url()),
            (_("Return for %s") % year, ""),
        ],
    }


@require_POST
@requires(Permission.CHECK_RETURN)
def check(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """A button of whoever checks returns."""
    press(request, find(request, pk, year), {v: BUTTONS[v] for v in CHECKS})
    return redirect("return-detail", pk, year)


@requires(Permission.CHECK_RETURN)
def to_check(request: HttpRequest) -> HttpResponse:
    """The returns that a district or the city has to look at, the oldest first."""
    form = StatusForm(request.GET)
    status = form.is_valid() and form.cleaned_data["status"]
    rows = Return.objects.all().visible_to(member(request))
    rows = rows.filter(status=status or Status.SUBMITTED)
    rows = rows.select_related("company__district").order_by("submitted_on", "pk")
    context = {
        "page_obj": page_of(request, rows),
        "form": form,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Yearly returns"), reverse("district-returns")),
        ],
    }
    return render(request, "startups/indicators/to_check.html", context)
