"""Batches beside the bank's answers, their papers, and how the budget is executed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.rights import member, requires
from foundation.periods import city_day
from programs.payments import queries
from programs.payments.forms import DayForm
from programs.payments.models import PaymentBatch
from programs.printing.pdf import print_apart


def _find(request: HttpRequest, number: str) -> PaymentBatch:
    rows = PaymentBatch.objects.all().visible_to(member(request))
    rows = rows.select_related("drawn_by", "released_by")
    return get_object_or_404(rows, number=number)


@requires(Permission.READ_MONEY)
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """What was sent, what the bank has said, and what to do where they differ."""
    found = _find(request, number)
    context = {
        "batch": found,
        "desk": reverse("admin:programs_paymentbatch_change", args=[found.pk]),
        "told": queries.reconciliation(found),
        "replies": found.replies.select_related("taken_by"),
        "clarified": queries.clarified(found),
        "languages": queries.languages(),
        "may_book": member(request).may(Permission.BOOK_PAYMENT),
        "breadcrumbs": [
            (_("What waits"), reverse("admin:index")),
            (
                _("Batches for the bank"),
                reverse("admin:programs_paymentbatch_changelist"),
            ),
            (found.number, ""),
        ],
    }
    return render(request, "programs/payments/batch.html", context)


@requires(Permission.BOOK_PAYMENT)
def batch_file(request: HttpRequest, number: str) -> HttpResponse:
    """The very bytes of the hash, for the bank; it holds whole account numbers."""
    found = _find(request, number)
    return kept_by_reader(found.content.encode(), "text/csv", f"{found.number}.csv")


@requires(Permission.READ_MONEY)
def batch_cover(request: HttpRequest, number: str) -> HttpResponse:
    found = _find(request, number)
    codes = [code for code, __ in queries.languages()]
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in codes else codes[0]
    content = print_apart(queries.cover(found, language))
    name = f"{pgettext('file name', 'cover')}-{found.number}.pdf"
    return kept_by_reader(content, "application/pdf", name)


@requires(Permission.READ_MONEY)
def budget(request: HttpRequest) -> HttpResponse:
    """Every budget line of a year as of a day: adjusted, committed, paid."""
    today = city_day(timezone.now())
    asked = DayForm(request.GET or None)
    on = (asked.is_valid() and asked.cleaned_data["on"]) or today
    rows = queries.execution(member(request), year=on.year, on=on)
    context = {
        "form": asked,
        "on": on,
        "today": today,
        "rows": rows,
        "whole": queries.together(rows),
        "breadcrumbs": [
            (_("What waits"), reverse("admin:index")),
            (_("Budget execution"), ""),
        ],
    }
    return render(request, "programs/payments/budget.html", context)
