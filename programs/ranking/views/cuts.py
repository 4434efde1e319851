"""Moving the line and seeing what it does, before anybody decides."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from programs.calls.models import Call
from programs.ranking import actions, queries, rules
from programs.ranking.forms import CutForm, KeepForm
from programs.ranking.models import Scenario
from programs.ranking.queries import Room, Row
from programs.ranking.rules import Cut, Limits, Side, Why
from programs.ranking.states import FIELDS, Order
from programs.ranking.views.boards import find, way

SIDES = {
    Side.IN: (gettext_lazy("chosen"), "granted"),
    Side.RESERVE: (gettext_lazy("reserve list"), "waiting"),
    Side.OUT: (gettext_lazy("not chosen"), "not_selected"),
}
WHYS = {
    Why.NUMBER: gettext_lazy("no place left"),
    Why.BUDGET: gettext_lazy("the budget does not cover it"),
    Why.SCORE: gettext_lazy("below the least score"),
    Why.DISTRICT: gettext_lazy("its district has its number"),
    Why.FIELD: gettext_lazy("its field has its number"),
    Why.SIZE: gettext_lazy("its size has its number"),
    Why.TYPE: gettext_lazy("its type has its number"),
    Why.BARRED: gettext_lazy("cannot be proposed yet"),
}


@requires(Permission.READ_SCORES)
def cut(request: HttpRequest, slug: str) -> HttpResponse:
    """Try a line: who enters, who leaves, what it costs; keep it under a name."""
    call = find(request, slug)
    rows, room = queries.board(call), queries.room(call.program, call)
    keep = KeepForm(request.POST or None, call=call, rows=rows, auto_id="keep_%s")

    def save() -> None:
        kept = actions.save_scenario(
            call,
            name=keep.cleaned_data["name"],
            note=keep.cleaned_data["note"],
            order=keep.ordered_by,
            limits=keep.limits(),
            by=member(request),
            at=timezone.now(),
        )
        messages.success(request, _("The scenario “%s” is saved.") % kept)
        saved.append(kept)

    saved: list[Scenario] = []
    if request.method == "POST" and carried_out(keep, save):
        return redirect("ranking-scenario", slug, saved[0].pk)
    form = CutForm(_typed(request, room, call), call=call, rows=rows)
    context = {
        "call": call,
        "form": form,
        "keep": keep,
        "may_keep": member(request).may(Permission.PROPOSE, at=call.program),
        "breadcrumbs": way(call, (_("The line"), "")),
    }
    if form.is_valid():
        context |= _divided(rows, room, form)
    return render(request, "programs/ranking/cut.html", context)


def _typed(request: HttpRequest, room: Room, call: Call) -> Any:
    """What was asked for; at first, all places and all money that are left."""
    if request.method == "POST":
        return request.POST
    if request.GET:
        return request.GET
    first = {"places": room.places, "order": Order.SCORE}
    return first | ({"budget": room.budget} if call.program.rules.pays else {})


def _divided(rows: Sequence[Row], room: Room, form: CutForm) -> dict[str, Any]:
    limits, order = form.limits(), form.ordered_by
    divided = rules.cut(queries.entrants(rows, order), limits)
    other = form.cleaned_data.get("against")
    before = other.keys(Side.IN) if other else _by_score(rows, limits)
    return {
        **told(rows, divided),
        **_sums(divided, room),
        "unknown": _unknown(rows, divided.chosen),
        "asked": [
            (field.html_name, field.value() or "") for field in form if field.value()
        ],
        "against": other,
        "changes": changes(rows, before, divided.chosen),
    }


def _unknown(rows: Sequence[Row], chosen: Collection[int]) -> int:
    """Of those chosen, whose amount nobody knows: the total is too low by them."""
    keys = set(chosen)
    return sum(r.amount.is_unknown for r in rows if r.application.pk in keys)


def _by_score(rows: Sequence[Row], limits: Limits) -> list[int]:
    """Whom the official order alone would choose, in the same number and money."""
    plain = Limits(places=limits.places, budget=limits.budget)
    return rules.cut(queries.entrants(rows), plain).chosen


def _sums(divided: Cut, room: Room) -> dict[str, Any]:
    chosen = len(divided.chosen)
    return {
        "chosen": chosen,
        "total": divided.total,
        "reserves": len(divided.side(Side.RESERVE)),
        "left_places": room.places - chosen,
        "left_budget": room.budget - divided.total,
        "over_places": max(chosen - room.places, 0),
        "over_budget": max(divided.total - room.budget, 0),
        "kept_out": [
            (WHYS[why], count)
            for why, count in Counter(
                row.why for row in divided.rows if row.why
            ).items()
        ],
        "tied": divided.tied,
    }


def told(rows: Sequence[Row], divided: Cut) -> dict[str, Any]:
    """The list in order, each with its side in words; where the line falls."""
    by_key = {row.application.pk: row for row in rows}
    lines = [
        {
            "row": by_key[each.entrant.key],
            "figure": each.entrant.score,
            "side": SIDES[each.side][0],
            "kind": SIDES[each.side][1],
            "why": WHYS[each.why] if each.why else "",
            "field": FIELDS[each.entrant.field],
            "is_tied": each.entrant.key in divided.tied,
            "is_in": each.side == Side.IN,
        }
        for each in divided.rows
    ]
    ins = [place for place, line in enumerate(lines) if line["is_in"]]
    if ins:
        lines[ins[-1]]["is_last"] = True
    return {"lines": lines}


def changes(
    rows: Sequence[Row], before: Collection[int], after: Collection[int]
) -> Mapping[str, list[Row]]:
    """Who enters and who leaves, as rows of the board."""
    by_key = {row.application.pk: row for row in rows}
    found = rules.change(before, after)
    return {
        "enter": [by_key[key] for key in found.enter if key in by_key],
        "leave": [by_key[key] for key in found.leave if key in by_key],
    }


@requires(Permission.READ_SCORES)
def scenario(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A line as it was kept, and what would be different today."""
    call = find(request, slug)
    kept = get_object_or_404(call.scenarios.select_related("saved_by"), pk=pk)
    rows, room = queries.board(call), queries.room(call.program, call)
    today = rules.cut(queries.entrants(rows, kept.order), kept.drawn_by)
    by_key = {row.application.pk: row for row in rows}
    lines = [
        {
            **line,
            "amount": Decimal(line["amount"]) or None,  # none: was not known
            "row": by_key.get(line["key"]),
            "side_told": SIDES[Side(line["side"])][0],
            "kind": SIDES[Side(line["side"])][1],
            "why_told": WHYS[Why(line["why"])] if line["why"] else "",
        }
        for line in kept.rows
    ]
    context = {
        "call": call,
        "scenario": kept,
        "lines": lines,
        "unknown": sum(not line["amount"] for line in lines if line["side"] == Side.IN)
        if call.program.rules.pays
        else 0,
        "room": room,
        "changes": changes(rows, kept.keys(Side.IN), today.chosen),
        "may_propose": member(request).may(Permission.PROPOSE, at=call.program),
        "waiting": sum(
            line["side"] != Side.OUT
            and by_key[line["key"]].application.status in queries.OPEN
            for line in kept.rows
            if line["key"] in by_key
        ),
        "pays": call.program.rules.pays,
        "breadcrumbs": way(call, (str(kept), "")),
    }
    return render(request, "programs/ranking/scenario.html", context)
