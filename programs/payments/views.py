"""The account of an award, for its company, its district and staff, on one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.pages import page_of
from foundation.edges.rights import member, requires
from foundation.money import ZERO
from programs.awards.models import Award, Place
from programs.payments.models import LedgerEntry
from programs.payments.queries import accounts


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the ledger with the balance after it."""

    entry: LedgerEntry
    paid: Decimal
    back: Decimal
    balance: Decimal


def statement(entries: Iterable[LedgerEntry]) -> list[Line]:
    """The entries as a bank statement: what came, what went back, what stands."""
    balance, lines = ZERO, []
    for entry in entries:
        came = entry.debit == "company"
        balance += entry.amount if came else -entry.amount
        paid, back = (entry.amount, ZERO) if came else (ZERO, entry.amount)
        lines.append(Line(entry, paid, back, balance))
    return lines


@requires(Permission.READ_AWARDS)
def listing(request: HttpRequest) -> HttpResponse:
    """The awards and places that this person has to do with."""
    user = member(request)
    awards = Award.objects.all().visible_to(user).select_related("program", "company")
    places = Place.objects.all().visible_to(user).select_related("program", "company")
    context = {
        "page_obj": page_of(request, awards),
        "places": page_of(request, places),
        "breadcrumbs": [(_("Home"), "/"), (_("Awards"), "")],
    }
    return render(request, "programs/payments/awards.html", context)


@requires(Permission.READ_AWARDS)
def account(request: HttpRequest, number: str) -> HttpResponse:
    """What is promised, what it waits for, what was paid and what is left."""
    rows = accounts().filter(Award.objects.all().reached(member(request)))
    award = get_object_or_404(rows, number=number)
    context = {
        "award": award,
        "tranches": award.tranches.all(),
        "lines": statement(award.entries.all()),
        "net": award.paid - award.recovered,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Awards"), reverse("awards-list")),
            (award.number, ""),
        ],
    }
    return render(request, "programs/payments/account.html", context)
