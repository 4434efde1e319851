"""The district's desk: what waits, one by one or many at once, and what was said."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out, page_of
from foundation.edges.pages import press as take_move
from foundation.edges.rights import member, requires
from foundation.places.models import working_days
from programs.applications import actions, queries
from programs.applications.actions import BY_VERB
from programs.applications.forms import RecommendForm, StatusForm
from programs.applications.models import Application
from programs.applications.rules import LIABILITY
from programs.applications.states import Status
from programs.applications.views.pages import standing_of

REASONED = {verb: BY_VERB[verb] for verb in ("send_back", "refuse")}
SOON = 2  # working days from today


@requires(Permission.RECOMMEND)
def district(request: HttpRequest) -> HttpResponse:
    """What waits for the district's recommendation, what is overdue first."""
    user, today = member(request), timezone.localdate()
    rows = queries.awaiting_district(user)
    form = RecommendForm(request.POST or None)
    chosen = request.POST.getlist("rows")
    if request.method == "POST" and form.is_valid():
        wanted = [int(pk) for pk in chosen if pk.isdecimal()]
        return _recommended(request, list(rows.filter(pk__in=wanted)), form)
    soon = working_days().after(today, SOON)
    context = {
        "page_obj": page_of(request, rows),
        "today": today,
        "soon": soon,
        "load": queries.workload(user, today=today, soon=soon),
        "form": form,
        "chosen": chosen,
        "liability": LIABILITY,
    }
    return render(request, "programs/applications/district.html", context)


def _recommended(
    request: HttpRequest, rows: list[Application], form: RecommendForm
) -> HttpResponse:
    """One line for each that could not be recommended, one for all that could."""
    if not rows:
        messages.error(request, _("Tick the applications to recommend."))
        return redirect("district-desk")
    opinion, by, now = form.cleaned_data["opinion"], member(request), timezone.now()
    results = actions.recommend_many(rows, by=by, at=now, opinion=opinion)
    done = [one.application.number for one in results if one.is_done]
    for one in results:
        if not one.is_done:
            messages.error(request, f"{one.application}: {one.said}")
    if done:
        said = ngettext(
            "%(count)s application recommended: %(numbers)s.",
            "%(count)s applications recommended: %(numbers)s.",
            len(done),
        )
        told = {"count": len(done), "numbers": ", ".join(done)}
        messages.success(request, said % told)
    return redirect("district-desk")


@requires(Permission.RECOMMEND)
def district_listing(request: HttpRequest) -> HttpResponse:
    """All that companies of the district have handed in, by status."""
    form = StatusForm(request.GET)
    rows = queries.of_district(member(request))
    if form.is_valid() and form.cleaned_data["status"]:
        rows = rows.filter(status=form.cleaned_data["status"])
    context = {"page_obj": page_of(request, rows), "form": form}
    return render(request, "programs/applications/district_list.html", context)


@requires(Permission.RECOMMEND)
def district_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One application on the district's desk; the buttons post to the same address."""
    rows = queries.of_district(member(request))
    application = get_object_or_404(rows, number=number)
    recommends = request.POST.get("verb") == "recommend"
    form = RecommendForm(request.POST if recommends else None)
    by, now = member(request), timezone.now()

    def recommend() -> None:
        told = form.cleaned_data["opinion"]
        actions.recommend(application, by=by, at=now, opinion=told)

    if recommends and carried_out(form, recommend):
        messages.success(request, _("%s: recommended.") % application)
        return redirect("district-desk")
    if request.method == "POST" and not recommends:
        take_move(request, application, REASONED)
        return redirect("district-desk")
    context = standing_of(request, application) | _desk(application, form, now)
    return render(request, "programs/applications/district_detail.html", context)


def _desk(
    application: Application, form: RecommendForm, now: datetime
) -> dict[str, Any]:
    """What can be decided: it cannot be returned when it could not come back."""
    closed = now >= application.closes_at()
    verbs = ["refuse"] if closed else ["send_back", "refuse"]
    return {
        "form": form,
        "liability": LIABILITY,
        "decides": application.status == Status.SUBMITTED,
        "closed": closed,
        "verbs": " ".join(verbs),
        "endorsement": queries.endorsement_of(application),
        "today": now.date(),
    }
