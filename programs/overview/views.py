"""The one page of a company."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from programs.overview import queries
from startups.companies.models import Company


@requires(Permission.READ_COMPANIES)
def company(request: HttpRequest, pk: int) -> HttpResponse:
    """How everything stands, the most urgent first, to whoever may see the company."""
    user = member(request)
    seen = Company.objects.all().visible_to(user)
    seen = seen.select_related("district", "merged_into")
    found = get_object_or_404(seen, pk=pk)
    context = queries.page(found, to=user, now=timezone.now())
    if context["acts"] and request.session.get("company") != found.pk:
        request.session["company"] = found.pk
    context["breadcrumbs"] = [(_("Home"), "/"), (str(found), "")]
    return render(request, "programs/overview/company.html", context)
