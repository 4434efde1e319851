"""Who acts for a company: the list, inviting, joining, leaving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission, Role
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires, signed_in
from startups.companies.models import Company, Member
from startups.companies.queries import companies_of, only_company
from startups.members import actions
from startups.members.forms import InviteForm


def find(request: HttpRequest, pk: int) -> Company:
    """A company that this person acts for; any other does not exist here."""
    return get_object_or_404(companies_of(member(request)), pk=pk)


@requires(Permission.READ_COMPANIES)
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a company, and a form to invite another."""
    company = find(request, pk)
    invites = member(request).may(Permission.MANAGE_MEMBERS, at=company)
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        if not invites:
            raise PermissionDenied
        if _invited(request, company, form):
            return redirect("company-members", company.pk)
    context = {
        "company": company,
        "members": Member.objects.of(company).order_by("granted_at"),
        "form": form if invites else None,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(company), company.get_absolute_url()),
            (_("People"), ""),
        ],
    }
    return render(request, "startups/members/list.html", context)


def _invited(request: HttpRequest, company: Company, form: InviteForm) -> bool:
    joined: list[Member | None] = []

    def invite() -> None:
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        by, at = member(request), timezone.now()
        joined.append(actions.invite(company, email, role, by=by, at=at))

    if not carried_out(form, invite):
        return False
    said = {"email": form.cleaned_data["email"]}
    if joined[0]:
        messages.success(request, _("%(email)s acts for the company now.") % said)
    else:
        messages.success(request, _("An invitation is on its way to %(email)s.") % said)
    return True


@require_POST
@requires(Permission.READ_COMPANIES)
def end(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """Let somebody go, or leave."""
    company = find(request, pk)
    leaving = get_object_or_404(Member.objects.of(company), pk=member_pk)
    actions.end_membership(leaving, by=member(request), at=timezone.now())
    messages.success(request, _("%s acts for the company no more.") % leaving.user)
    if leaving.user_id == member(request).pk:
        return redirect("companies-mine")
    return redirect("company-members", company.pk)


@requires(Permission.MANAGE_MEMBERS)
def members_of_mine(request: HttpRequest) -> HttpResponse:
    """From a menu that does not know which company: the only one, or the list."""
    company = only_company(member(request))
    if company is None:
        return redirect("companies-mine")
    return redirect("company-members", company.pk)


@signed_in
def join(request: HttpRequest, invited: str) -> HttpResponse:
    """Take up an invitation; following the link alone changes nothing."""
    if request.method == "POST":
        company = actions.join(invited, by=member(request), at=timezone.now())
        messages.success(request, _("You act for %s now.") % company)
        return redirect(company)
    context = {"breadcrumbs": [(_("Home"), "/"), (_("Invitation"), "")]}
    return render(request, "startups/members/join.html", context)
