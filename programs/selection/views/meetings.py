"""Meetings on the desk: agenda, people, what was said, and closing the minutes."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.pages import UseCase, carried_out, page_of, press
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.ranking.models import Scenario
from programs.selection import actions, queries
from programs.selection.forms import (
    AttendeeForm,
    MeetingForm,
    MinutesForm,
    RecusalForm,
    VerdictsForm,
)
from programs.selection.models import AgendaItem, Meeting, Proposal
from programs.selection.states import MeetingStatus, ProposalStatus

PRESSED: dict[str, UseCase] = {
    "thaw": actions.thaw,
    "hold": actions.hold,
    "call_off": actions.call_off,
}
WRITABLE = (MeetingStatus.PLANNED, MeetingStatus.FROZEN, MeetingStatus.HELD)


def find(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.all().visible_to(member(request))
    rows = rows.select_related("program", "scenario__call", "frozen_by", "minuted_by")
    meeting: Meeting = get_object_or_404(rows, pk=pk)
    return meeting


def way(meeting: Meeting, *more: tuple[str, str]) -> list[tuple[str, str]]:
    at = meeting.get_absolute_url() if more else ""
    return [(_("Meetings"), reverse("meetings-list")), (str(meeting), at), *more]


@requires(Permission.READ_SCORES)
def listing(request: HttpRequest) -> HttpResponse:
    """All meetings, the latest first, with how much is on their agenda."""
    rows = Meeting.objects.all().visible_to(member(request))
    counted = rows.select_related("program").annotate(count=Count("items"))
    counted = counted.order_by("-held_on", "-id")
    context = {
        "page_obj": page_of(request, counted),
        "may_plan": member(request).may(Permission.PROPOSE),
        "waiting": _waiting(request).count(),
    }
    return render(request, "programs/selection/meetings.html", context)


def _waiting(request: HttpRequest) -> Any:
    rows = Proposal.objects.all().visible_to(member(request))
    return rows.filter(status=ProposalStatus.STAGED).exclude(
        items__meeting__status__in=WRITABLE
    )


@requires(Permission.PROPOSE)
def plan(request: HttpRequest) -> HttpResponse:
    """Open the agenda of a new meeting, with all that waits for a decision."""
    user = member(request)
    first = _from_scenario(request)
    form = MeetingForm(request.POST or None, user=user, initial=first)

    def open_agenda() -> None:
        meeting = actions.plan_meeting(**form.cleaned_data, by=user)
        made.append(meeting)
        ready = _waiting(request).filter(program=meeting.program)
        if meeting.scenario:
            ready = ready.filter(application__call=meeting.scenario.call)
        done = actions.put_on_agenda(meeting, list(ready), by=user)
        said = ngettext(
            "%s proposal is on the agenda.", "%s proposals are on the agenda.", done
        )
        messages.success(request, said % done)

    made: list[Meeting] = []
    if request.method == "POST" and carried_out(form, open_agenda):
        return redirect(made[0])
    context = {
        "form": form,
        "breadcrumbs": [(_("Meetings"), reverse("meetings-list")), (_("New"), "")],
    }
    return render(request, "programs/selection/meeting_plan.html", context)


def _from_scenario(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("scenario", "")
    if not asked.isdigit():
        return {}
    rows = Scenario.objects.all().visible_to(member(request)).select_related("call")
    found = rows.filter(pk=asked).first()
    return {"scenario": found.pk, "program": found.call.program_id} if found else {}


@requires(Permission.READ_SCORES)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a meeting, and what is to be done next."""
    meeting = find(request, pk)
    return _page(request, meeting)


def _page(request: HttpRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    user = member(request)
    may_write = user.may(Permission.PROPOSE, at=meeting)
    writable = may_write and meeting.status in WRITABLE
    items = list(queries.items_of(meeting))
    planned = meeting.status == MeetingStatus.PLANNED
    context = {
        "meeting": meeting,
        "readiness": queries.readiness(meeting) if planned and items else None,
        "items": items,
        "pays": meeting.program.rules.pays,
        "attendees": list(meeting.attendees.select_related("user")),
        "recusals": queries.recusals_of(meeting),
        "writable": writable,
        "may_change_agenda": writable and planned,
        "may_stage": writable and bool(items),
        "is_held": meeting.status == MeetingStatus.HELD,
        "is_minuted": meeting.status == MeetingStatus.MINUTED,
        "more": _waiting(request).filter(program=meeting.program).count(),
        "ready": all(i.verdict and i.votes_for is not None for i in items),
        "left_to_apply": queries.to_apply(meeting).count(),
        "applied": sum(item.applied_at is not None for item in items),
        "untold": queries.untold(meeting).count(),
        "differences": queries.differences(meeting) if meeting.agenda_sha256 else [],
        "person": AttendeeForm(),
        "recusal": RecusalForm(meeting=meeting),
        "minutes": MinutesForm(),
        "breadcrumbs": way(meeting),
        **forms,
    }
    return render(request, "programs/selection/meeting.html", context)


@require_POST
@requires(Permission.PROPOSE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A button of its lifecycle."""
    meeting, why = find(request, pk), request.POST.get("deviation", "")
    freeze = partial(actions.freeze, deviation=why)
    try:
        press(request, meeting, {**PRESSED, "freeze": freeze})
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(meeting)


@require_POST
@requires(Permission.PROPOSE)
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Put all that waits on the agenda, or take one off."""
    meeting, by = find(request, pk), member(request)
    taken_off = request.POST.get("item", "")
    try:
        if taken_off.isdigit():
            item = get_object_or_404(AgendaItem, pk=taken_off, meeting=meeting)
            actions.take_off_agenda(item, by=by)
        else:
            ready = _waiting(request).filter(program=meeting.program)
            actions.put_on_agenda(meeting, list(ready), by=by)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(meeting)


@require_POST
@requires(Permission.PROPOSE)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who takes part, or strike somebody out."""
    meeting, by = find(request, pk), member(request)
    gone = request.POST.get("gone", "")
    if gone.isdigit():
        attendee = get_object_or_404(meeting.attendees, pk=gone)
        _said(request, lambda: actions.leave_out(attendee, by=by))
        return redirect(meeting)
    form = AttendeeForm(request.POST)
    if carried_out(form, lambda: actions.attend(meeting, **form.cleaned_data, by=by)):
        return redirect(f"{meeting.get_absolute_url()}#people")
    return _page(request, meeting, person=form)


def _said(request: HttpRequest, run: Any) -> None:
    try:
        run()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)


@require_POST
@requires(Permission.PROPOSE)
def recusals(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who stepped aside, or strike it out."""
    meeting, by = find(request, pk), member(request)
    gone = request.POST.get("gone", "")
    if gone.isdigit():
        found = [each for each in queries.recusals_of(meeting) if each.pk == int(gone)]
        if not found:
            raise Http404
        _said(request, lambda: actions.withdraw_recusal(found[0], by=by))
        return redirect(meeting)
    form = RecusalForm(request.POST, meeting=meeting)
    if carried_out(form, lambda: actions.recuse(**form.cleaned_data, by=by)):
        return redirect(f"{meeting.get_absolute_url()}#recusals")
    return _page(request, meeting, recusal=form)


@requires(Permission.PROPOSE)
def verdicts(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be decided about each, and, once it was held, how it was voted."""
    meeting, by = find(request, pk), member(request)
    if request.POST.get("go") == "planned":
        _said(request, lambda: actions.stage_as_planned(meeting, by=by))
        return redirect("meeting-verdicts", pk)
    items = list(queries.items_of(meeting))
    votes = meeting.status == MeetingStatus.HELD
    form = VerdictsForm(request.POST or None, items=items, votes=votes)
    if request.method == "POST" and carried_out(
        form, lambda: actions.stage(meeting, form.staged(), by=by)
    ):
        messages.success(request, _("The verdicts are written down."))
        return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "present": meeting.attendees.count(),
        "breadcrumbs": way(meeting, (_("Verdicts"), "")),
    }
    return render(request, "programs/selection/verdicts.html", context)


@require_POST
@requires(Permission.PROPOSE)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the minutes under the number of their document."""
    meeting = find(request, pk)
    form = MinutesForm(request.POST)

    def close() -> None:
        by, now = member(request), timezone.now()
        actions.minute(meeting, **form.cleaned_data, by=by, at=now)
        messages.success(
            request, _("The minutes are closed. Somebody else applies the decisions.")
        )

    if carried_out(form, close):
        return redirect(meeting)
    return _page(request, meeting, minutes=form)
