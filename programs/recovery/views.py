"""What a company owes back: why, how it was reckoned, until when, what was booked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.periods import city_day
from programs.awards.models import Award
from programs.printing.pdf import print_apart
from programs.recovery import actions, queries
from programs.recovery.forms import DeferralForm, named
from programs.recovery.models import Recovery
from programs.recovery.rules.deferring import GRACE_DAYS
from programs.recovery.rules.letters import LABELS
from programs.recovery.states import ASKS, DUE


def _award(request: HttpRequest, number: str) -> Award:
    rows = Award.objects.all().visible_to(member(request))
    rows = rows.select_related("company", "program")
    return get_object_or_404(rows, number=number)


def _find(request: HttpRequest, number: str, recovery: str) -> Recovery:
    """A recovery that this person may read; any other does not exist."""
    rows = queries.debts(member(request))
    return get_object_or_404(rows, award__number=number, number=recovery)


@requires(Permission.READ_AWARDS)
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """All recoveries of an award; the only one is opened at once."""
    award = _award(request, number)
    found = list(queries.debts(member(request)).filter(award=award))
    if len(found) == 1:
        return redirect(found[0])
    context = {
        "award": award,
        "recoveries": found,
        "breadcrumbs": [
            (_("Home"), "/"),
            (award.number, award.get_absolute_url()),
            (_("Money asked back"), ""),
        ],
    }
    return render(request, "programs/recovery/list.html", context)


@requires(Permission.READ_AWARDS)
def detail(request: HttpRequest, number: str, recovery: str) -> HttpResponse:
    """One demand, with what is left of it and what happens next."""
    found: Any = _find(request, number, recovery)
    today = city_day(timezone.now())
    late = (today - found.owed_by).days if found.owed_by else 0
    deferral = queries.deferral_of(found)
    context = {
        "recovery": found,
        "award": found.award,
        "told": queries.said(found) if found.content else None,
        "labels": LABELS,
        "reckoning": queries.figures_of(found),
        "claims": list(found.claims.order_by("id")),
        "installments": queries.installments(found).filter(stands=True),
        "left": queries.left_of(found),
        "due_now": queries.due_then(found, max(found.owed_by or today, today)),
        "deferral": deferral,
        "parts": queries.planned(deferral) if deferral else [],
        "may_ask": queries.may_defer(found, deferral, member(request)),
        "is_due": found.status in DUE,
        "late": late if found.status in DUE and late > 0 else 0,
        "languages": queries.printed_in(),
        "breadcrumbs": [
            (_("Home"), "/"),
            (number, found.award.get_absolute_url()),
            (_("Money asked back"), reverse("award-recoveries", args=[number])),
            (found.number, ""),
        ],
    }
    return render(request, "programs/recovery/detail.html", context)


@requires(*ASKS)
def deferral(request: HttpRequest, number: str, recovery: str) -> HttpResponse:
    """Ask to pay by later dates, with the reason and the application."""
    found = _find(request, number, recovery)
    last = queries.deferral_of(found)
    if not queries.may_defer(found, last, member(request)):
        raise Http404
    left = queries.left_of(found)
    form = DeferralForm(request.POST or None, request.FILES or None, left=left)

    def ask() -> None:
        told, now = form.cleaned_data, timezone.now()
        actions.ask_deferral(
            found,
            form.parts,
            reason=told["reason"],
            document=named(told["document"]),
            by=member(request),
            at=now,
        )

    if request.method == "POST" and carried_out(form, ask):
        messages.success(
            request, _("Asked for. Until it is granted the due date stands.")
        )
        return redirect(found)
    context = {
        "recovery": found,
        "award": found.award,
        "left": left,
        "form": form,
        "grace": GRACE_DAYS,
        "breadcrumbs": [
            (_("Home"), "/"),
            (number, found.award.get_absolute_url()),
            (found.number, found.get_absolute_url()),
            (_("Ask for later dates"), ""),
        ],
    }
    return render(request, "programs/recovery/deferral.html", context)


def _demanded(request: HttpRequest, number: str, recovery: str) -> Recovery:
    found = _find(request, number, recovery)
    if found.content is None:
        raise Http404
    return found


@requires(Permission.READ_AWARDS)
def demand_pdf(request: HttpRequest, number: str, recovery: str) -> HttpResponse:
    found = _demanded(request, number, recovery)
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in queries.languages() else queries.languages()[0]
    content = print_apart(queries.page(found, language))
    name = queries.filename(found, language)
    return kept_by_reader(content, "application/pdf", name)


@requires(Permission.READ_AWARDS)
def demand_record(request: HttpRequest, number: str, recovery: str) -> HttpResponse:
    """The canonical bytes: their SHA-256 is the demand's."""
    found = _demanded(request, number, recovery)
    content = queries.record_of(found)
    return kept_by_reader(content, "application/json", f"{found.number}.json")
