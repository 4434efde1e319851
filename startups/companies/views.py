"""A company's own pages: registering it, and correcting what is known of it.

Its overview lives in `programs`, which knows what it has applied for and got.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out, page_of
from foundation.edges.rights import member, requires, signed_in
from startups.companies import actions
from startups.companies.forms import EditForm, RegisterForm, SearchForm
from startups.companies.models import Company
from startups.companies.queries import (
    companies_of,
    only_company,
    registered,
    with_titles,
)
from startups.companies.states import Status

MINE = "companies-mine"


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The companies that this person acts for; with only one, straight to it."""
    companies = list(companies_of(member(request)).select_related("district")[:50])
    if len(companies) == 1:
        return redirect(companies[0])
    context = {
        "companies": companies,
        "breadcrumbs": [(_("Home"), "/"), (_("My company"), "")],
    }
    return render(request, "startups/companies/mine.html", context)


@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """Enter one's company; the code is looked at before anything else."""
    form = RegisterForm(request.POST or None)
    entered: list[Company] = []

    def enter() -> None:
        facts = form.facts | {"uscc": form.cleaned_data["uscc"]}
        entered.append(actions.register(by=member(request), at=timezone.now(), **facts))

    if request.method == "POST" and carried_out(form, enter):
        messages.success(request, _("The company is registered. You administer it."))
        return redirect(entered[0])
    code = form.cleaned_data.get("uscc") if form.is_bound and form.errors else None
    known = registered(code) if code else None
    context = {
        "form": form,
        "known": known,
        "mine": known in companies_of(member(request)) if known else False,
        "code": code,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("My company"), reverse(MINE)),
            (_("Register a company"), ""),
        ],
    }
    return render(request, "startups/companies/register.html", context)


@requires(Permission.EDIT_COMPANY)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the record; what was before stays in the journal."""
    company = get_object_or_404(
        Company.objects.all().visible_to(member(request)), pk=pk
    )
    if not member(request).may(Permission.EDIT_COMPANY, at=company):
        raise PermissionDenied
    # A form writes into its instance; what was is compared with a row of its own.
    form = EditForm(request.POST or None, instance=Company.objects.get(pk=pk))

    def change() -> None:
        facts = form.facts
        actions.change(company, by=member(request), at=timezone.now(), **facts)

    if request.method == "POST" and carried_out(form, change):
        messages.success(request, _("The record is saved."))
        return redirect(company)
    return render(request, "startups/companies/edit.html", _editing(company, form))


def _editing(company: Company, form: EditForm) -> dict[str, Any]:
    return {
        "company": company,
        "form": form,
        "is_fixed": company.status == Status.VERIFIED,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(company), company.get_absolute_url()),
            (_("Company record"), ""),
        ],
    }


@requires(Permission.EDIT_COMPANY)
def edit_mine(request: HttpRequest) -> HttpResponse:
    """From a menu that does not know which company: the only one, or the list."""
    company = only_company(member(request), request.session.get("company"))
    return redirect("company-edit", company.pk) if company else redirect(MINE)


@requires(Permission.RECOMMEND, Permission.CHECK_RETURN)
def of_district(request: HttpRequest) -> HttpResponse:
    """The district desk's companies, by name or code."""
    form = SearchForm(request.GET)
    rows = Company.objects.live().within(member(request), Permission.READ_COMPANIES)
    if form.is_valid() and form.cleaned_data["q"]:
        rows = rows.named(form.cleaned_data["q"])
    rows = with_titles(rows.select_related("district"), on=timezone.localdate())
    context = {
        "page_obj": page_of(request, rows.order_by("-pk")),
        "form": form,
        "breadcrumbs": [(_("Home"), "/"), (_("Companies"), "")],
    }
    return render(request, "startups/companies/district_list.html", context)
