"""A company says that it has a second record."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from startups.companies.models import Company
from startups.merging import actions
from startups.merging.forms import MergeRequestForm
from startups.merging.models import MergeRequest


@requires(Permission.EDIT_COMPANY)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the commission to merge this record into another one."""
    by = member(request)
    company = get_object_or_404(Company.objects.all().visible_to(by), pk=pk)
    if not by.may(Permission.EDIT_COMPANY, at=company):
        raise PermissionDenied
    form = MergeRequestForm(request.POST or None)

    def send() -> None:
        told = form.cleaned_data
        actions.ask(company, told["uscc"], told["note"], by=by, at=timezone.now())

    if request.method == "POST" and carried_out(form, send):
        messages.success(request, _("The commission looks into it and answers you."))
        return redirect("company-merge", company.pk)
    context = {
        "company": company,
        "form": form,
        "asked": MergeRequest.objects.filter(company=company).select_related("into"),
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(company), company.get_absolute_url()),
            (_("People"), reverse("company-members", args=[company.pk])),
            (_("Second record"), ""),
        ],
    }
    return render(request, "startups/merging/ask.html", context)
