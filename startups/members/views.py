"""Who acts for a company: the list, inviting, joining, leaving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission, Role
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires, signed_in
from startups.companies.models import Company, Member
from startups.companies.queries import companies_of, only_company
from startups.members import actions, queries
from startups.members.forms import AgentForm, AnswerForm, AskForm, InviteForm
from startups.members.models import JoinRequest


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
        "members": queries.people_of(company),
        "requests": queries.to_decide(member(request), [company]),
        "answer": AnswerForm(initial={"role": Role.COMPANY_EDITOR}),
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
    company = only_company(member(request), request.session.get("company"))
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


@requires(Permission.MANAGE_MEMBERS)
def agents(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody of an agency who fills in the company's forms."""
    company = find(request, pk)
    if not member(request).may(Permission.MANAGE_MEMBERS, at=company):
        raise PermissionDenied
    form = AgentForm(request.POST or None)

    def appoint() -> None:
        email, by = form.cleaned_data["email"], member(request)
        actions.appoint(company, email, form.named, by=by, at=timezone.now())

    if request.method == "POST" and carried_out(form, appoint):
        said = _("%(email)s is named as an agent, and has been told by mail.")
        messages.success(request, said % {"email": form.cleaned_data["email"]})
        return redirect("company-members", company.pk)
    context = {
        "company": company,
        "form": form,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(company), company.get_absolute_url()),
            (_("People"), reverse("company-members", args=[company.pk])),
            (_("Name an agent"), ""),
        ],
    }
    return render(request, "startups/members/agent.html", context)


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def answer(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Let somebody in who asked, or say why not."""
    company = find(request, pk)
    rows = JoinRequest.objects.all().visible_to(member(request))
    asked = get_object_or_404(rows, pk=request_pk, company=company)
    by, at = member(request), timezone.now()
    if request.POST.get("verb") == "turn_down":
        reason = request.POST.get("reason", "")
        actions.turn_down(asked, by=by, at=at, reason=reason)
        messages.success(request, _("%s has been told.") % asked.asked_by)
        return redirect("company-members", company.pk)
    form = AnswerForm(request.POST)
    role = Role(form.cleaned_data["role"]) if form.is_valid() else None
    actions.admit(asked, by=by, at=at, role=role)
    messages.success(request, _("%s acts for the company now.") % asked.asked_by)
    return redirect("company-members", company.pk)


@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to act for a company that somebody has registered already."""
    initial = {"uscc": request.GET.get("uscc", "")[:18]}
    form = AskForm(request.POST or None, initial=initial)
    by = member(request)

    def send() -> None:
        told = form.cleaned_data
        actions.ask(told["uscc"], told["note"], by=by, at=timezone.now())

    if request.method == "POST" and carried_out(form, send):
        messages.success(request, _("Your request is on its way. You hear by mail."))
        return redirect("company-ask")
    context = {
        "form": form,
        "asked": queries.asked_by(by),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("My company"), reverse("companies-mine")),
            (_("Ask to join"), ""),
        ],
    }
    return render(request, "startups/members/ask.html", context)
