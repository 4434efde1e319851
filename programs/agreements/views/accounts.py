"""The bank account of a company: what is verified, what waits, and a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from programs.agreements import actions
from programs.agreements.forms import AccountForm
from programs.agreements.models import BankAccount
from programs.agreements.rules import plain_name
from programs.agreements.states import AccountStatus
from programs.awards.states import UNCHANGEABLE
from startups.companies.models import Company


def _company(request: HttpRequest, pk: int) -> Company:
    rows = Company.objects.all().within(member(request), Permission.READ_AWARDS)
    return get_object_or_404(rows, pk=pk)


@requires(Permission.READ_AWARDS)
def bank_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the company is paid today, and the form for its first account.

    Another account later on is a change, with a reason: it is asked for elsewhere.
    """
    company, user = _company(request, pk), member(request)
    accounts = list(company.bank_accounts.select_related("proof", "verified_by"))
    form = _form(request, company, accounts)

    def enter() -> None:
        if form is not None:
            proof = form.cleaned_data["proof"]
            actions.enter_account(
                company,
                form.particulars,
                proof=(proof.name, proof),
                by=user,
                at=timezone.now(),
            )

    if request.method == "POST" and form is not None and carried_out(form, enter):
        messages.success(request, _("Entered. Finance verifies it; you will be told."))
        return redirect("bank-account", company.pk)
    context = {
        "company": company,
        "accounts": [(each, each.shown_to(user)) for each in accounts],
        "form": form,
        "award": _award(company, user),
        "states": {each.status for each in accounts},
        "misnamed": _misnamed(company, accounts),
        "breadcrumbs": [
            (_("Home"), "/"),
            (company.name, company.get_absolute_url()),
            (_("Bank account"), ""),
        ],
    }
    return render(request, "programs/agreements/account.html", context)


def _form(
    request: HttpRequest, company: Company, accounts: list[BankAccount]
) -> AccountForm | None:
    """For the company, while none is verified and none waits."""
    standing = {AccountStatus.ENTERED, AccountStatus.VERIFIED}
    if not member(request).may(Permission.REQUEST_CHANGE, at=company) or any(
        each.status in standing for each in accounts
    ):
        return None
    named = {"holder": company.name}
    return AccountForm(request.POST or None, request.FILES or None, initial=named)


def _misnamed(company: Company, accounts: list[BankAccount]) -> BankAccount | None:
    """The verified account, if the company has taken another name since."""
    used = (each for each in accounts if each.status == AccountStatus.VERIFIED)
    named = plain_name(company.name)
    return next((each for each in used if plain_name(each.holder) != named), None)


def _award(company: Company, user: User) -> object:
    """The award under which another account is asked for."""
    if not user.may(Permission.REQUEST_CHANGE, at=company):
        return None
    rows = company.awards.exclude(status__in=UNCHANGEABLE)
    return rows.order_by("-decided_on", "-id").first()


@requires(Permission.READ_AWARDS)
def proof(request: HttpRequest, pk: int, account: int) -> HttpResponseBase:
    """The bank's paper, to the company and to those who see whole numbers."""
    company = _company(request, pk)
    found = get_object_or_404(company.bank_accounts.select_related("proof"), pk=account)
    if found.shown_to(member(request)) != found.number:
        raise PermissionDenied
    return download_of(found.proof)
