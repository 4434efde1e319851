"""The ranking of a call, and the amounts that its awards follow from."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.permissions import Permission
from foundation.edges.pages import PER_PAGE, carried_out, page_of
from foundation.edges.rights import member, requires
from programs.calls.models import Call
from programs.ranking import actions, queries
from programs.ranking.forms import AmountsForm, FilterForm
from programs.reviews.queries import agreements


def find(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(queries.calls(member(request)), slug=slug)


def way(call: Call, *more: tuple[str, str]) -> list[tuple[str, str]]:
    board_at = reverse("ranking-board", args=[call.slug]) if more else ""
    return [
        (_("Ranking"), reverse("ranking-list")),
        (str(call), board_at),
        *more,
    ]


@requires(Permission.READ_SCORES)
def listing(request: HttpRequest) -> HttpResponse:
    """Calls that have scores, the latest first."""
    rows = queries.calls(member(request))
    context = {"page_obj": page_of(request, rows)}
    return render(request, "programs/ranking/list.html", context)


@requires(Permission.READ_SCORES)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Every scored application with all that decides its place."""
    call = find(request, slug)
    rows = queries.board(call)
    form = FilterForm(request.GET, call=call, rows=rows)
    shown = Paginator(form.shown(rows), PER_PAGE)
    context = {
        "call": call,
        "form": form,
        "rows": shown.get_page(request.GET.get("page")),
        "all": rows,
        "room": queries.room(call.program, call),
        "pays": call.program.rules.pays,
        "estimated": sum(row.amount.estimated for row in rows),
        "outliers": sum(row.outliers for row in rows),
        "visited": queries.visited(call, _in_play(rows)),
        "agreements": _agreements(call),
        "may_propose": member(request).may(Permission.PROPOSE, at=call.program),
        "scenarios": call.scenarios.select_related("saved_by"),
        "breadcrumbs": way(call),
    }
    return render(request, "programs/ranking/board.html", context)


def _in_play(rows: Sequence[queries.Row]) -> list[int]:
    applications = [row.application for row in rows]
    return [each.pk for each in applications if each.status in queries.IN_PLAY]


def _agreements(call: Call) -> list[tuple[object, object, int]]:
    named = {each.code: each.label for each in call.program.rules.types}
    return [(named.get(c, c), alpha, n) for c, alpha, n in agreements(call)]


@requires(Permission.PROPOSE)
def amounts(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what the formula reads; the estimates stand in the fields."""
    call = find(request, slug)
    rows = [
        row for row in queries.board(call) if row.application.status in queries.OPEN
    ]
    form = AmountsForm(request.POST or None, call=call, rows=rows)

    def enter() -> None:
        done = actions.enter_bases(
            call,
            form.inputs(),
            source=form.cleaned_data["source"],
            by=member(request),
            at=timezone.now(),
        )
        said = ngettext("%s amount is saved.", "%s amounts are saved.", done)
        messages.success(request, said % done)

    if request.method == "POST" and carried_out(form, enter):
        return redirect("ranking-board", slug)
    context = {
        "call": call,
        "form": form,
        "needs": call.program.rules.needs,
        "breadcrumbs": way(call, (_("Amounts"), "")),
    }
    return render(request, "programs/ranking/amounts.html", context)
