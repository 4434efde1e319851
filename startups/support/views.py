"""Needs and services on the company's pages, and the service officer's phone."""

from collections.abc import Mapping
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
from startups.companies.models import Company
from startups.companies.queries import companies_of
from startups.support import actions
from startups.support.forms import NeedForm, RatingForm, ServiceForm, VisitForm
from startups.support.models import Need, Plan, ServiceRecord
from startups.support.queries import is_late, my_companies, need_story, open_plans
from startups.support.states import ServiceKind

BUTTONS: Mapping[str, UseCase] = {
    "accept": actions.accept,
    "work": actions.work,
    "coordinate": actions.coordinate,
    "resume": actions.resume,
    "resolve": actions.resolve,
    "give_up": actions.give_up,
    "confirm": actions.confirm,
    "reopen": actions.reopen,
}


# companies -------------------------------------------------------------------------


@requires(Permission.READ_SUPPORT)
def mine(request: HttpRequest) -> HttpResponse:
    """Needs and services of the companies that this person acts for."""
    companies = companies_of(member(request))
    needs = Need.objects.filter(company__in=companies).select_related("company")
    given = ServiceRecord.objects.filter(plan__company__in=companies)
    context = {
        "companies": companies.order_by("name"),
        "page_obj": page_of(request, needs),
        "services": given.select_related("plan__company")[:20],
        "today": timezone.localdate(),
        "breadcrumbs": [(_("Home"), "/"), (_("Support and services"), "")],
    }
    return render(request, "startups/support/mine.html", context)


@requires(Permission.RAISE_NEED)
def raise_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a company needs."""
    seen = Company.objects.all().within(member(request), Permission.RAISE_NEED)
    company = get_object_or_404(seen, pk=pk)
    form = NeedForm(request.POST or None)
    raised: list[Need] = []

    def carry_out() -> None:
        told = dict(form.cleaned_data)
        kind = ServiceKind(told.pop("kind"))
        by, at = member(request), timezone.now()
        raised.append(actions.raise_need(company, kind, by=by, at=at, **told))

    if request.method == "POST" and carried_out(form, carry_out):
        messages.success(request, _("Your need has the number %s.") % raised[0].number)
        return redirect("need-detail", raised[0].number)
    context = _within(company, _("Raise a need")) | {"form": form}
    return render(request, "startups/support/raise_need.html", context)


def _within(company: Company, here: str) -> dict[str, Any]:
    return {
        "company": company,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(company), company.get_absolute_url()),
            (here, ""),
        ],
    }


@requires(Permission.READ_SUPPORT)
def need(request: HttpRequest, number: str) -> HttpResponse:
    """A need: where it stands, until when, what was done; its buttons post here."""
    rows = Need.objects.all().visible_to(member(request))
    rows = rows.select_related("company__district", "handler")
    found = get_object_or_404(rows, number=number)
    if request.method == "POST":
        press(request, found, BUTTONS)
        return redirect("need-detail", number)
    context = _within(found.company, number) | {
        "need": found,
        "asks": companies_of(member(request)).filter(pk=found.company_id).exists(),
        "is_late": is_late(found, timezone.localdate()),
        "entries": need_story(found),
    }
    return render(request, "startups/support/need.html", context)


@require_POST
@requires(Permission.CONFIRM_SUPPORT)
def confirm_service(request: HttpRequest, pk: int) -> HttpResponse:
    """The company says that a service reached it."""
    rows = ServiceRecord.objects.all().visible_to(member(request))
    given = get_object_or_404(rows.select_related("plan__company__district"), pk=pk)
    form = RatingForm(request.POST)
    rating = form.cleaned_data["rating"] if form.is_valid() else None
    actions.confirm_service(given, by=member(request), at=timezone.now(), rating=rating)
    messages.success(request, _("Thank you. The service is confirmed."))
    return redirect("support-mine")


# service officers ------------------------------------------------------------------


@requires(Permission.LOG_VISIT)
def desk(request: HttpRequest) -> HttpResponse:
    """My companies, whoever has waited longest for a visit first."""
    user = member(request)
    waiting = Need.objects.all().visible_to(user).filter(handler=user, closed_on=None)
    context = {
        "page_obj": page_of(request, my_companies(user)),
        "needs": waiting.select_related("company").order_by("close_by_day")[:20],
        "today": timezone.localdate(),
        "breadcrumbs": [(_("Home"), "/"), (_("Companies in my care"), "")],
    }
    return render(request, "startups/support/desk.html", context)


def _plan(request: HttpRequest, pk: int) -> Plan:
    """The active plan of a company that is this person's to support."""
    seen = Company.objects.all().within(member(request), Permission.LOG_VISIT)
    return get_object_or_404(open_plans(), company__in=seen, company=pk)


@requires(Permission.LOG_VISIT)
def log_visit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    form = VisitForm(request.POST or None, initial={"visited_on": timezone.localdate()})

    def carry_out() -> None:
        actions.log_visit(plan, by=member(request), at=timezone.now(), **form.facts)

    if request.method == "POST" and carried_out(form, carry_out):
        messages.success(request, _("The visit is logged."))
        return redirect("service-desk")
    context = _on_the_road(plan, _("Log a visit")) | {
        "form": form,
        "visits": plan.visits.all()[:3],
    }
    return render(request, "startups/support/log_visit.html", context)


@requires(Permission.LOG_VISIT)
def record_service(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    form = ServiceForm(request.POST or None, initial={"given_on": timezone.localdate()})

    def carry_out() -> None:
        told = dict(form.cleaned_data)
        kind = ServiceKind(told.pop("kind"))
        actions.record_service(
            plan, kind, by=member(request), at=timezone.now(), **told
        )

    if request.method == "POST" and carried_out(form, carry_out):
        messages.success(request, _("The service is recorded."))
        return redirect("service-desk")
    context = _on_the_road(plan, _("Record a service")) | {"form": form}
    return render(request, "startups/support/record_service.html", context)


def _on_the_road(plan: Plan, here: str) -> dict[str, Any]:
    return {
        "plan": plan,
        "company": plan.company,
        "breadcrumbs": [
            (_("Companies in my care"), reverse("service-desk")),
            (str(plan.company), plan.company.get_absolute_url()),
            (here, ""),
        ],
    }
