"""Each condition of a call with what we know of the company, before it types."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, signed_in
from programs.calls.models import Call
from programs.catalogue.rules import Remedy
from programs.eligibility import queries
from startups.companies.models import Company


@signed_in
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """For one of the person's companies; with several and none named, they choose."""
    published = Call.objects.published().select_related("program")
    call = get_object_or_404(published, slug=slug)
    mine = list(queries.own_companies(member(request), Permission.APPLY))
    company = _chosen(mine, request.GET.get("company", ""))
    now = timezone.now()
    context: dict[str, Any] = {
        "call": call,
        "companies": mine,
        "company": company,
        "is_open": call.is_open(now),
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(call), call.get_absolute_url()),
            (_("Eligibility"), ""),
        ],
    }
    if company:
        context["assessment"] = queries.assessed(call, company, now=now)
        context["remedies"] = _remedies(request, company)
        kind = call.program.rules
        context["waiver"] = kind.waiver
        context["has_types"] = len(kind.types) > 1 or kind.types[0].conditions
    return render(request, "programs/eligibility/check.html", context)


def _chosen(mine: list[Company], named: str) -> Company | None:
    """The company of the address, if it is theirs; the only one without asking."""
    if not named:
        return mine[0] if len(mine) == 1 else None
    for company in mine:
        if str(company.pk) == named:
            return company
    raise Http404


def _remedies(request: HttpRequest, company: Company) -> list[tuple[str, str, str]]:
    """What can be done about a finding: its code, the words, and the page for it."""
    edits = member(request).may(Permission.EDIT_COMPANY, at=company)
    record = reverse("company-edit", args=[company.pk]) if edits else ""
    return [
        (Remedy.REGISTRY, _("Correct the company's record"), record),
        (Remedy.RETURNS, _("Hand in the yearly return"), reverse("indicators-mine")),
        (Remedy.EVIDENCE, _("Bring evidence with the application"), ""),
    ]
