"""From verdicts to decisions: preview with letters, apply, undo, tell; the pack."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.printing.pdf import print_apart
from programs.selection import actions, queries
from programs.selection.models import Meeting
from programs.selection.states import MeetingStatus
from programs.selection.views.meetings import find, way


@requires(Permission.READ_SCORES)
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen to each row if the verdicts were applied now."""
    meeting, user = find(request, pk), member(request)
    rows = queries.preview(meeting)
    context = {
        "meeting": meeting,
        "rows": rows,
        **queries.fitting(rows),
        "pays": meeting.program.rules.pays,
        "applied": sum(row.is_done for row in rows),
        "may_decide": user.may(Permission.DECIDE, at=meeting),
        "may_tell": user.may(Permission.PROPOSE, at=meeting),
        "is_minuted": meeting.status == MeetingStatus.MINUTED,
        "untold": queries.untold(meeting).count(),
        "breadcrumbs": way(meeting, (_("Decisions"), "")),
    }
    return render(request, "programs/selection/decisions.html", context)


@requires(Permission.READ_SCORES)
def letter(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The letter that would follow from one verdict."""
    meeting = find(request, pk)
    found = get_object_or_404(queries.items_of(meeting).exclude(verdict=""), pk=item)
    context = {
        "meeting": meeting,
        "item": found,
        "letters": queries.letters(found),
        "breadcrumbs": way(meeting, (found.proposal.application.number, "")),
    }
    return render(request, "programs/selection/draft_letter.html", context)


@require_POST
@requires(Permission.DECIDE)
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply them together, each row by itself; the page says what came of each."""
    meeting = find(request, pk)
    try:
        rows = actions.apply(meeting, by=member(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("meeting-decisions", pk)
    refused = sum(bool(row.said) for row in rows)
    done = len(rows) - refused
    if not rows:
        said = _("There is nothing left to apply: it was all decided already.")
        messages.info(request, said)
    if done:
        said = ngettext("%s decision is applied.", "%s decisions are applied.", done)
        messages.success(request, said % done)
    if refused:
        said = ngettext(
            "%s row was not applied; it says why.",
            "%s rows were not applied; each says why.",
            refused,
        )
        messages.error(request, said % refused)
    return redirect("meeting-decisions", pk)


@require_POST
@requires(Permission.DECIDE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decisions back that nobody has been told."""
    meeting, reason = find(request, pk), request.POST.get("reason", "")
    if not reason.strip():
        messages.error(request, _("Please give a reason."))
        return redirect("meeting-decisions", pk)
    rows = actions.undo(meeting, by=member(request), at=timezone.now(), reason=reason)
    done = sum(not row.said for row in rows)
    if not rows:
        messages.info(request, _("There is nothing left to undo."))
    if done:
        said = ngettext("%s decision is undone.", "%s decisions are undone.", done)
        messages.success(request, said % done)
    if refused := len(rows) - done:
        said = ngettext(
            "%s decision was not undone; its row says why.",
            "%s decisions were not undone; their rows say why.",
            refused,
        )
        messages.error(request, said % refused)
    return redirect("meeting-decisions", pk)


@require_POST
@requires(Permission.PROPOSE)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letters of those who were not chosen or wait in reserve."""
    meeting = find(request, pk)
    try:
        done = actions.tell_results(meeting, by=member(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("meeting-decisions", pk)
    said = ngettext("%s applicant is told.", "%s applicants are told.", done)
    messages.success(request, said % done)
    return redirect("meeting-decisions", pk)


@requires(Permission.READ_SCORES)
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-off pack: everything about a meeting as one paper with its hash."""
    meeting: Meeting = find(request, pk)
    if not meeting.agenda_sha256:
        messages.error(request, _("Fix the agenda first: the pack is printed from it."))
        return redirect(meeting)
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in queries.PRINTED_IN else queries.PRINTED_IN[0]
    content = print_apart(queries.pack(meeting, language))
    name = f"{meeting.pk}-{meeting.held_on}-{language}.pdf"
    return kept_by_reader(content, "application/pdf", name)
